"""Reading what an assignment's notebooks hold."""

from __future__ import annotations

import pytest
from classroom import NOTEBOOKS, make_notebook

from terakoya.delivery import read_expected
from terakoya.delivery.expected import grade_ids
from terakoya.errors import NotebookError, UsageError
from terakoya.workspace import Workspace


def test_read_expected(workspace: Workspace) -> None:
    """Each notebook of the manifest comes with its grade ids."""
    expected = {name: frozenset(ids) for name, ids in NOTEBOOKS["alpha"].items()}
    assert read_expected(workspace, "alpha") == expected


def test_read_expected_missing_notebook(workspace: Workspace) -> None:
    """A notebook that the manifest promises must be there."""
    (workspace.source("alpha") / "two.ipynb").unlink()
    with pytest.raises(NotebookError, match=r"source/alpha/two\.ipynb"):
        read_expected(workspace, "alpha")


def test_read_expected_unknown(workspace: Workspace) -> None:
    """A slip in the name is met with the nearest one."""
    with pytest.raises(UsageError, match="Did you mean alpha"):
        read_expected(workspace, "alpho")


@pytest.mark.parametrize("mark", [None, [], "x", {}, {"grade_id": 5}, {"grade_id": ""}])
def test_grade_ids_strange_metadata(mark: object) -> None:
    """A learner's notebook may hold anything under nbgrader; only texts count."""
    notebook = make_notebook("a-1", "a-2")
    notebook["cells"][0]["metadata"]["nbgrader"] = mark
    assert grade_ids(notebook) == {"a-2"}
