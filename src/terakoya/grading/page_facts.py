"""Which facts a feedback page tells, as a digest in the page: so that nobody reads an old score.

Two digests: of the *facts*, which the gradebook and the records may change at any time and which
are the same in every language; and of all that a page is *made* of.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from terakoya.grading.outcome import ItemOutcome

__all__ = ["PageMarks", "digest_facts", "digest_making", "is_out_of_date", "read_marks"]

_MARKS = re.compile(rb'<meta name="terakoya-page" content="([0-9a-f]{64}) ([0-9a-f]{64})">')
_HEAD = 2048  # bytes: the marks stand before anything that a learner or an author wrote


@dataclass(frozen=True)
class PageMarks:
    """The digests that a page carries."""

    facts: str
    made: str

    def __str__(self) -> str:
        """Return them as the page holds them."""
        return f"{self.facts} {self.made}"


def digest_facts(entry: Any, outcomes: Iterable[ItemOutcome]) -> str:
    """Return the SHA-256 (hex) over everything that tables and a page say of one entry."""
    score, grading = entry.score, entry.grading
    told = {
        "learner": [entry.learner.name, entry.learner.department],
        "run": grading.status if grading else None,
        "standing": entry.progress,
        "due": _due(entry),
        "score": [score.score, score.max_score, score.penalty] if score else None,
        "comments": sorted(score.comments.items()) if score else [],
        "items": [asdict(outcome) for outcome in outcomes],
    }
    if entry.extra_files or entry.left_out:
        told["files"] = [entry.extra_files, [[each.name, each.why] for each in entry.left_out]]
    return _digest(told)


def _due(entry: Any) -> list[Any] | None:
    """Return what is told of an entry's due date: nothing where it is as all others and kept."""
    told = entry.due is not None and (entry.late or entry.due.extended)
    return [entry.due.at, entry.late] if told else None


def digest_making(facts: str, title: str, language: str, files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 (hex) over all that makes a page: facts, words, templates, notebooks."""
    named = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return _digest([facts, title, language, named])


def read_marks(path: Path) -> PageMarks | None:
    """Return what a page says of itself; None where there is no page, or one without marks."""
    try:
        with path.open("rb") as file:
            found = _MARKS.search(file.read(_HEAD))
    except OSError:
        return None
    return PageMarks(found[1].decode(), found[2].decode()) if found else None


def is_out_of_date(page: Path, entry: object, outcomes: Iterable[ItemOutcome]) -> bool:
    """Tell whether the gradebook and the records say something else now than a page does."""
    marks = read_marks(page)
    return marks is None or marks.facts != digest_facts(entry, outcomes)


def _digest(told: object) -> str:
    text = json.dumps(told, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
