"""A made-up feedback page: a learner with one right and one wrong item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from terakoya.grading import Entry
from terakoya.grading.feedback_pages import Authoring, render_feedback
from terakoya.grading.scores import ItemScore, Score
from terakoya.language import Language, use_language
from terakoya.model import Learner, Submission, Tier
from terakoya.records import Grading
from terakoya.workspace.outline import OutlineItem

__all__ = ["write_feedback_page"]

NOW = datetime(2026, 11, 23, tzinfo=UTC)
LEARNER = Learner(
    "000123", "髙﨑 凛", "01", "市民課 ①番窓口係", "主事", Tier.GENERAL, "a@b.example"
)
OUTLINE = (
    OutlineItem("tiny", "double-check", 2.0, "2倍にする"),
    OutlineItem("tiny", "total-check", 1.0, "合計する"),
)


def write_feedback_page(
    path: Path,
    notebook: dict[str, Any],
    authored: Mapping[str, str] | None = None,
    language: Language = "ja",
) -> Path:
    """Write the page for an executed notebook of the assignment ``tiny``.

    Args:
        authored: the author's texts in it, as HTML.
    """
    files = {"tiny.ipynb": "a" * 64}
    submission = Submission(1, "autumn", "000123", "tiny", files, "d", NOW, NOW)
    runs = (
        {"notebook": "tiny", "item": "double-check", "status": "passed", "message": ""},
        {"notebook": "tiny", "item": "total-check", "status": "failed", "message": "違います"},
    )
    grading = Grading(1, "v", "e", "env", "none", "error", 1.0, NOW, runs)
    scores = (
        ItemScore("tiny", "double-check", 2.0, 2.0, False),
        ItemScore("tiny", "total-check", 0.0, 1.0, False),
    )
    comments = {("tiny", "double"): "よく書けています"}
    score = Score("000123", "tiny", 2.0, 3.0, NOW, scores, comments)
    entry = Entry(LEARNER, "tiny", submission, grading, score)
    outcomes = tuple(entry.outcome(item) for item in OUTLINE)
    own = Authoring(texts={"tiny": authored or {}})
    with use_language(language):
        page = render_feedback(entry, outcomes, "小さな演習", {"tiny": notebook}, authoring=own)
    path.write_text(page, "utf-8")
    return path
