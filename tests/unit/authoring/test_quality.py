"""Promises of the author's quality gate before any check runs."""

from __future__ import annotations

import pytest

from terakoya.authoring import check_assignment
from terakoya.errors import NotebookError
from terakoya.language import use_language
from terakoya.workspace import Workspace
from tests.made import markdown, notebook, write_assignment


def test_notebook_without_a_graded_cell_is_told_in_our_words(workspace: Workspace) -> None:
    """The message is ours, so that it can be translated, and says what to do."""
    write_assignment(workspace, "tiny", notebook(markdown("a", "文")))
    assignment = workspace.read_assignment("tiny")
    with use_language("en"), pytest.raises(NotebookError, match="No cell is graded") as caught:
        check_assignment(workspace, assignment, ["structure"], lambda _done: None)
    assert caught.value.remedy
