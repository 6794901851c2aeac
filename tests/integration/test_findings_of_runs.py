"""Every kind of finding that needs runs of the model solution: one assignment with all faults."""

from __future__ import annotations

import pytest

from terakoya.authoring import Finding, check_assignment
from terakoya.language import use_language
from terakoya.workspace import make_workspace
from tests.made import answer, check, code, notebook, write_assignment

GROUPS = ("released", "answers", "comparisons", "protected", "chance")
NOTEBOOK = notebook(
    code("setup", "import inspect, random\nimport pandas as pd\nright = pd.Series([1.0, 2.0])"),
    answer("x", "x = pd.Series([1.0, 2.0])"),
    check("missing", "gap = x - right\nassert gap.abs().sum() < 0.1", 1),
    check("small", "assert x[0] - 1 < 0.1", 1),
    check("mutual", "assert (x - right).sum() < 0.1", 1),
    answer("double", "def double(n):\n    return 2 * n"),
    check("source", "assert 'return' in inspect.getsource(double)", 1),
    answer("luck", "luck = random.random()"),
    check("lucky", "assert luck < 0.6", 1),
    check("free", "assert True", 1),
    answer("total", "total = 10"),
    check("total-check", "assert total == 10", 1),
    check("large-check", "assert total > 5", 1),
    answer("lost", "lost = 1"),
    check("lost-check", "assert lost == 2", 1),
    code("broken", "1 / 0"),
)
ANSWERS = {
    "right/total/loses.py": "# 近い数\ntotal = 9\n",
    "wrong/total/keeps.py": "# 同じ数\n# loses: total-check\ntotal = 10\n",
    "wrong/total/more.py": "# 小さい数\n# loses: total-check, lost-check\ntotal = 1\n",
    "wrong/total/unknown.py": "# 名前の誤り\n# loses: totl-check\ntotal = 1\n",
}
EXPECTED = {
    ("TK601", "missing", 3, 2),
    ("TK602", "small", 4, 1),
    ("TK603", "mutual", 5, 1),
    ("TK611", "source", 7, None),
    ("TK621", "lucky", 9, None),
    ("TK701", "free", 10, None),
    ("TK702", "lost-check", 15, None),
    ("TK703", "", 16, None),
    ("TK803", "total", None, None),
    ("TK804", "total", None, None),
    ("TK805", "total", None, None),
    ("TK806", "total", None, None),
}
GIVES = frozenset(code for code, *_place in EXPECTED)
"""The codes that this module produces."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    """What is found in it."""
    workspace = make_workspace(tmp_path_factory.mktemp("runs") / "workspace")
    folder = write_assignment(workspace, "tiny", NOTEBOOK)
    for name, text in ANSWERS.items():
        path = folder / "answers" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with use_language("en"):
        assignment = workspace.read_assignment("tiny")
        return check_assignment(workspace, assignment, GROUPS, lambda _label: None)


@pytest.mark.parametrize("expected", sorted(EXPECTED, key=str), ids=lambda one: one[0])
def test_fault_is_found_where_it_is(found: tuple[Finding, ...], expected: object) -> None:
    """With its code, its item, and its cell and line where they are known."""
    places = [(one.code, one.place.item, one.place.cell, one.place.line) for one in found]
    assert places.count(expected) == 1  # type: ignore[arg-type]


def test_nothing_else_is_found(found: tuple[Finding, ...]) -> None:
    """The control: a sound item is no finding; chance may cost the one that it decides a point."""
    others = {(one.code, one.place.item) for one in found}
    known = {(code, item) for code, item, *_rest in EXPECTED}
    assert others - known <= {("TK702", "lucky")}
