"""Promises of nbgrader's marks: one that is mistyped is found, and prose is left alone."""

from __future__ import annotations

import pytest

from terakoya.model.marks import Fault, find_bad_marks

GOOD = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("### BEGIN HIDDEN TEST", "BEGIN HIDDEN TESTS"),
        ("### BEGIN HIDEN TESTS", "BEGIN HIDDEN TESTS"),
        ("### Begin hidden tests", "BEGIN HIDDEN TESTS"),
        ("    ### BEGIN SOLUTON", "BEGIN SOLUTION"),
        ("### BEGIN  SOLUTION", "BEGIN SOLUTION"),
        ("### BEGIN_SOLUTION", "BEGIN SOLUTION"),
        ("###BEGINSOLUTION", "BEGIN SOLUTION"),
        ("### BEGN SOLUTION", "BEGIN SOLUTION"),
        ("### END SOLUTIONS", "END SOLUTION"),
        ("# end of the solution", "END SOLUTION"),
        ("### BEGIN TESTS", "BEGIN HIDDEN TESTS"),
        ("### SOLUTION BEGIN", "BEGIN SOLUTION"),
        ("＃＃＃　ＢＥＧＩＮ　ＳＯＬＵＴＩＯＮ", "BEGIN SOLUTION"),
        ("x = 1  ### BEGIN SOLUTON", "BEGIN SOLUTION"),
        ("=== BEGIN MARK SCHEMES ===", "BEGIN MARK SCHEME"),
        ("# BEGIN\tSOLUTION", "BEGIN SOLUTION"),
        ("# BEGIN\u00a0SOLUTION", "BEGIN SOLUTION"),
        ("# BEG\u200bIN SOLUTION", "BEGIN SOLUTION"),
        ("### BEGIN  HIDDEN TESTS: what the other data of the city give", "BEGIN HIDDEN TESTS"),
        ("BEGIN  SOLUTION", "BEGIN SOLUTION"),
        ("BEGIN SOLUTON", "BEGIN SOLUTION"),
        ("<!-- END  SOLUTION -->", "END SOLUTION"),
        ("-- begin solution", "BEGIN SOLUTION"),
        ("###BEGIN SOLUTIONx", "BEGIN SOLUTION"),
    ],
)
def test_mistyped_mark_is_found(line: str, meant: str) -> None:
    """What only looks like a mark is told, with its line and the mark that was meant."""
    (bad,) = find_bad_marks(f"y = 0\n{line}")
    assert (bad.line, bad.fault, bad.meant) == (2, Fault.MISSPELT, meant)


@pytest.mark.parametrize(
    "line",
    [
        "### BEGIN SOLUTION\n### END SOLUTION",
        "=== BEGIN MARK SCHEME ===\n=== END MARK SCHEME ===",
        "# and solution",
        "# the end",
        "# At the end, the tests of this cell are run once more.",
        "# 答えの終わり",
        "begin_solution = end_tests",
        "print('begin solution')",
        "# hidden tests see other data",
        "# weekend",
        "# send tests",
        "END_SOLUTION = 3",
        "THE END",
        "# --- BEGIN SOLUTION ---\n#END SOLUTION",
        "x = 1  # BEGIN SOLUTION\ny = 2  # END SOLUTION",
        "BEGIN SOLUTION\r\nx\r\nEND SOLUTION\r",
    ],
)
def test_prose_and_good_marks_are_left_alone(line: str) -> None:
    """Authors may write about tests and solutions."""
    assert find_bad_marks(line) == ()


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("### BEGIN SOLUTION\nx = 1", 1),
        ("x = 1\n### END HIDDEN TESTS", 2),
        (f"{GOOD}\ny = 2\n### END SOLUTION", 5),
        ("### BEGIN SOLUTION\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS", 2),
    ],
)
def test_mark_without_partner_is_found(source: str, line: int) -> None:
    """Each BEGIN has its END, one pair inside no other."""
    (bad,) = find_bad_marks(source)
    assert (bad.line, bad.fault) == (line, Fault.UNPAIRED)
