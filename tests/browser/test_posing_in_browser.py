"""What a learner wrote, or his code showed, poses as nothing of ours on a feedback page.

One file of tests/golden/posing is one attempt: ``what`` it is, its ``kind`` (a MIME type of an
output, or where else in a notebook it stands) and its ``content``.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from terakoya.grading import feedback_pages
from terakoya.grading.apart import Pieces
from tests.made import answer, filled, markdown, tiny_notebook
from tests.unit.docs.bad_input import GOLDEN

from .conftest import StrictPage
from .made_feedback import write_feedback_page

CASES = sorted(path.stem for path in (GOLDEN / "posing").glob("*.toml"))
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
OUR_NAMES = re.compile(r"^(2倍にする|合計する): ")
LOOK = """() => {
  const light = document.body.cloneNode(true);
  for (const text of light.querySelectorAll("pre")) text.remove();
  const seen = [...document.querySelectorAll(".item > .verdict")].filter((block) => {
    block.scrollIntoView({ block: "center" });
    const box = block.getBoundingClientRect();
    return block.contains(document.elementFromPoint(box.left + 5, box.top + box.height / 2));
  });
  return {
    blocks: document.querySelectorAll(".item").length,
    verdicts: document.querySelectorAll(".verdict-passed").length,
    seen: seen.length,
    named: ["content", "result", "item-double-check", "item-total-check"].map(
      (id) => document.querySelectorAll(`[id="${id}"]`).length).join(),
    posing: light.innerHTML.includes("FORGED"),
    footer: document.querySelectorAll("body > footer").length,
    base: document.baseURI === location.href,
  };
}"""
OURS = {
    "blocks": 2,
    "verdicts": 2,  # the table's and the block's
    "seen": 2,
    "named": "1,1,1,1",
    "posing": False,
    "footer": 1,
    "base": True,
}


def attempt(case: str) -> dict[str, Any]:
    """An executed notebook in which a learner tries it, before the second item."""
    about = tomllib.loads((GOLDEN / "posing" / f"{case}.toml").read_text(encoding="utf-8"))
    kind, content = about["kind"], about["content"]
    made = filled(tiny_notebook(), {"total": "total = 11"})
    cell = answer("theirs", "show()")
    match kind:
        case "markdown cell":
            cell = markdown("theirs", content)
        case "raw cell":
            cell = markdown("theirs", content) | {"cell_type": "raw"}
        case "cell id":
            cell["id"] = content
        case "language":
            made["metadata"]["language_info"] = {"name": content, "pygments_lexer": content}
        case "alternative text":
            output = {"image/png": PIXEL}, {"image/png": {"alt": content}, "alt": content}
            cell["outputs"] = [shown(*output)]
        case _:
            cell["outputs"] = [shown({kind: content, "text/plain": "x"}, {})]
    made["cells"].insert(1, cell)
    return made


def shown(data: dict[str, str], metadata: dict[str, Any]) -> dict[str, Any]:
    """An output by MIME type."""
    return {"output_type": "display_data", "data": data, "metadata": metadata}


@pytest.mark.parametrize("case", CASES)
def test_attempt_poses_as_nothing_of_ours(strict: StrictPage, tmp_path: Path, case: str) -> None:
    """Our blocks are all there, seen and named, and no other is; axe finds nothing."""
    strict.page.goto(write_feedback_page(tmp_path / "a.html", attempt(case)).as_uri())
    assert strict.page.evaluate(LOOK) == OURS
    assert strict.page.get_by_role("group", name=OUR_NAMES).count() == 2
    assert strict.page.title() == "小さな演習 – 髙﨑 凛"
    assert strict.violations() == []


@pytest.mark.parametrize("case", CASES)
def test_attempt_poses_where_nothing_is_put_apart(
    chromium: Any, tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: cleaned as before and put into the page, each of them does."""
    monkeypatch.setattr(feedback_pages, "put_apart", lambda notebook, _texts: (notebook, Pieces()))
    path = write_feedback_page(tmp_path / "a.html", attempt(case))
    page = chromium.new_page()
    page.goto(path.as_uri())
    found = page.evaluate(LOOK)
    page.close()
    assert found != OURS
