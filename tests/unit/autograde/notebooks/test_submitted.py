"""What a learner calls a notebook is read, or refused in one line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from terakoya_autograde.errors import RefusedError
from terakoya_autograde.notebooks.submitted import LARGEST_NOTEBOOK, read_notebook

from tests.made import code, notebook

HALF = "\ud800"


def as_file(content: Any) -> bytes:
    """A notebook's file, with half characters written as JSON can."""
    return json.dumps(content).encode()


def test_notebook_of_many_small_values_is_refused_unread() -> None:
    """A few megabytes of empty objects would take gigabytes; so much text is read."""
    heavy = notebook(code("a", "x = 1")) | {"metadata": {"x": [{}] * 800_000}}
    with pytest.raises(RefusedError, match="too many values"):
        read_notebook(as_file(heavy))
    assert read_notebook(as_file(notebook(code("a", "[{}, " * 300_000)))).cells


def test_notebook_is_read_without_its_outputs() -> None:
    """Outputs are cleared anyway: a half character in one of them is no reason to refuse."""
    cell = code("a", "x = 1")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": HALF}]
    read = read_notebook(as_file(notebook(cell)))
    assert read.cells[0].source == "x = 1"
    assert read.cells[0].outputs == []


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"null",
        b"9" * 5000,
        b" " * (LARGEST_NOTEBOOK + 1),
        as_file(notebook(code("a", HALF))),
        as_file(notebook() | {"cells": [{"cell_type": "code"}]}),
        as_file(notebook() | {"cells": 3}),
        as_file(notebook() | {"nbformat": "4"}),
        as_file(notebook() | {"nbformat": 9}),
        as_file({"nbformat": 3, "nbformat_minor": 0, "worksheets": 5, "metadata": {}}),
        as_file(notebook(code("a", "") | {"source": ["x", None]})),
        as_file(notebook() | {"metadata": [], "cells": [None]}),
    ],
)
def test_what_is_no_notebook_is_refused(content: bytes | None) -> None:
    """Whatever it is, it is refused, and the reason is one line."""
    with pytest.raises(RefusedError) as refused:
        read_notebook(content)
    assert str(refused.value).count("\n") == 0
