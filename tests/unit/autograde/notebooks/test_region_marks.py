"""The one reader of nbgrader's marks, beside nbgrader itself."""

from __future__ import annotations

import logging
from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from terakoya_autograde import (
    NBGRADER,
    AssignmentError,
    Marks,
    RegionKind,
    read_marks,
    shown_source,
)
from terakoya_autograde.notebooks.region_marks import Pair
from traitlets.config import Config

from terakoya.model.marks import find_bad_marks

OWN = Marks(Pair("<<A", "A>>"), Pair("(hide", "hide)"), Pair("[scheme", "scheme]"))
NAMES = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")
LINES = [
    "x = 1",
    "    y = 2",
    "",
    "\r",
    "z = 3\r",
    "# END",
    "a\x0cb\x85c\u2028d",
    "p\rq",
    *(f"{mark} {name}" for mark in ("### BEGIN", "### END") for name in NAMES),
    *(f"\t# --- {mark} {name} ---" for mark in ("BEGIN", "END") for name in NAMES),
    *(f"v = 9  #{mark} {name}s (2)\r" for mark in ("BEGIN", "END") for name in NAMES),
    *(f"{mark}  {name}" for mark in ("BEGIN", "END") for name in NAMES),
]


def config_of(marks: Marks) -> Config:
    """nbgrader's settings for these delimiters."""
    config = Config()
    config.ClearSolutions.begin_solution_delimeter = marks.solution.begin
    config.ClearSolutions.end_solution_delimeter = marks.solution.end
    config.ClearHiddenTests.begin_test_delimeter = marks.hidden_tests.begin
    config.ClearHiddenTests.end_test_delimeter = marks.hidden_tests.end
    config.ClearMarkScheme.begin_mark_scheme_delimeter = marks.mark_scheme.begin
    config.ClearMarkScheme.end_mark_scheme_delimeter = marks.mark_scheme.end
    return config


def cleared(source: str, marks: Marks = NBGRADER) -> str | None:
    """What nbgrader's own steps leave of a cell that may hold every mark; None where they stop."""
    config, log = config_of(marks), logging.Logger("quiet", logging.CRITICAL + 1)
    cell: Any = nbformat.v4.new_code_cell(source)
    solutions = ClearSolutions(config=config, code_stub={"python": "..."}, log=log)
    try:
        solutions._replace_solution_region(cell, "python")
        ClearHiddenTests(config=config)._remove_hidden_test_region(cell)
        ClearMarkScheme(config=config)._remove_mark_scheme_region(cell)
    except RuntimeError:
        return None
    return str(cell.source)


@given(st.lists(st.sampled_from(LINES), max_size=9).map("\n".join))
def test_reading_beside_nbgrader(source: str) -> None:
    """What nbgrader leaves is what is released; where marks cross or lack an end, no line more."""
    theirs, ours = cleared(source), NBGRADER.released(source, ["..."])
    if theirs is not None and not find_bad_marks(source):
        assert ours == theirs
    elif theirs is not None:
        assert set(ours.split("\n")) - {"..."} <= {*theirs.split("\n"), ""}


@pytest.mark.parametrize(
    "source",
    [
        "a\n### BEGIN SOLUTION\nb\n### END SOLUTION\nc",
        "a\n# BEGIN SOLUTION\nb\n#END SOLUTION",
        "a\r\n    # --- BEGIN HIDDEN TESTS ---\r\nb\r\n    # --- END HIDDEN TESTS ---\r\nc\r\n",
        "a  // BEGIN HIDDEN TESTS\nb\n-- END HIDDEN TESTS (3)",
        "<!-- BEGIN MARK SCHEME -->\nb\n<!-- END MARK SCHEME -->",
        's = "BEGIN SOLUTION"\nt = "END SOLUTION"',
        "### BEGIN SOLUTION BEGIN SOLUTION\nb\n### END SOLUTION",
    ],
)
def test_reading_of_a_spelling(source: str) -> None:
    """A delimiter counts wherever it stands in a line, and the whole line goes."""
    assert NBGRADER.released(source, ["..."]) == cleared(source)
    assert "b" not in NBGRADER.released(source).split("\n")


def test_reading_with_delimiters_of_the_course() -> None:
    """Configured delimiters are read as nbgrader reads them, and its own are words like others."""
    source = "a\n# <<A\nb\n# A>>\nc (hide\nd\nhide)\n### BEGIN SOLUTION\ne"
    marks = read_marks(config_of(OWN))
    assert marks == OWN
    assert (
        marks.released(source, ["..."]) == cleared(source, OWN) == ("a\n...\n### BEGIN SOLUTION\ne")
    )


def test_delimiters_of_a_parent_class_count() -> None:
    """A setting counts where nbgrader's steps find it, also under the name of their base class."""
    config = Config()
    config.NbGraderPreprocessor.begin_test_delimeter = "HIDE"
    assert read_marks(config).hidden_tests == Pair("HIDE", "END HIDDEN TESTS")
    assert read_marks(Config({"Exchange": {"root": "x"}})) is NBGRADER


@pytest.mark.parametrize(
    "begin", ["", " ", "END SOLUTION", "SOLUTION", "BEGIN HIDDEN TESTS", "a\nb"]
)
def test_delimiters_that_cannot_be_told_apart_are_refused(begin: str) -> None:
    """Where one line would be two marks, nobody can tell what is hidden."""
    config = Config()
    config.ClearSolutions.begin_solution_delimeter = begin
    with pytest.raises(AssignmentError, match="cannot be told from the others"):
        read_marks(config)


def test_delimiter_that_is_no_text_is_refused() -> None:
    """What nbgrader does not take is said, not guessed."""
    config = Config()
    config.ClearSolutions.begin_solution_delimeter = 3
    with pytest.raises(AssignmentError, match="begin_solution_delimeter"):
        read_marks(config)


def test_solved_code_has_its_solution_and_no_mark() -> None:
    """The reference keeps the solution, also what stands before a mark in its line."""
    source = (
        "def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n"
        "x = f()  # BEGIN SOLUTION\n# END SOLUTION\n"
        "f()  # BEGIN HIDDEN TESTS\nassert f() == 1\n# END HIDDEN TESTS\nf()"
    )
    assert NBGRADER.solved(source) == ("def f():\n    return 1\nx = f()  # BEGIN SOLUTION\nf()")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_hidden_lines_are_counted_as_python_counts(end: str) -> None:
    """The lines of both marks belong to the hidden part; a lone carriage return ends a line."""
    source = end.join(["a", "b # BEGIN HIDDEN TESTS", "c\rd", "e # END HIDDEN TESTS", "f"])
    assert NBGRADER.hidden_lines(source) == {2, 3, 4, 5}


def test_region_without_end_goes_on() -> None:
    """What may be hidden is taken for hidden."""
    source = "a\n# BEGIN HIDDEN TESTS\nb\nc"
    assert NBGRADER.released(source) == NBGRADER.solved(source) == "a"
    assert NBGRADER.hidden_lines(source) == {2, 3, 4}
    assert NBGRADER.kinds(source) == {RegionKind.HIDDEN_TESTS}


@pytest.mark.parametrize(
    ("solution", "source", "shown"),
    [
        (True, "## Model answer", ""),
        (True, ["## Question\n", "### BEGIN SOLUTION\n", "b\n", "### END SOLUTION"], "## Question"),
        (
            False,
            "## Question\n=== BEGIN MARK SCHEME ===\nb\n=== END MARK SCHEME ===",
            "## Question",
        ),
    ],
)
def test_shown_of_a_cell(solution: bool, source: Any, shown: str) -> None:
    """A solution cell without a region is a solution as a whole."""
    cell = {"source": source, "metadata": {"nbgrader": {"solution": solution}}}
    assert shown_source(cell) == shown
