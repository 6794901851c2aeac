"""An assignment of nbgrader's as one of otter's."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest
from terakoya_bench.otter import convert_submission, make_test_file

from tests.made import CHECK, tiny_notebook


@pytest.fixture
def otter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in for otter's decorator, which keeps the function."""
    module = ModuleType("otter.test_files")
    module.test_case = lambda **_options: lambda function: function  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "otter", ModuleType("otter"))
    monkeypatch.setitem(sys.modules, "otter.test_files", module)


@pytest.mark.usefixtures("otter")
@pytest.mark.parametrize(("factor", "passes"), [(2, True), (3, False)])
def test_make_test_file(factor: int, passes: bool) -> None:
    """The test file runs the cell's own code, hidden part included, in the notebook's namespace."""
    space: dict[str, Any] = {}
    exec(make_test_file("double-check", CHECK, 2.0), space)  # noqa: S102
    notebook = {"double": lambda x: factor * x}
    if passes:
        space["test_cell"](notebook)
    else:
        with pytest.raises(AssertionError):
            space["test_cell"](notebook)


def test_convert_submission() -> None:
    """Each graded cell becomes a call of its test at the same place; the rest stays."""
    before = tiny_notebook()
    after = convert_submission(before)
    assert len(after["cells"]) == len(before["cells"])
    assert after["cells"][3]["metadata"] == {"otter": {"tests": ["double-check"]}}
    assert after["cells"][3]["source"] == ""
    assert after["cells"][2] == before["cells"][2]
    assert before["cells"][3]["source"] == CHECK
