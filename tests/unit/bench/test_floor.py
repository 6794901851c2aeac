"""The floor's cells: the learner's answers and the instructor's tests."""

from __future__ import annotations

from terakoya_bench.floor import read_cells

from tests.made import CHECK, TOTAL_CHECK, answer, check, notebook, tiny_notebook


def test_read_cells() -> None:
    """Tests come from the instructor's version, whatever the learner made of them."""
    submitted = notebook(
        answer("double", "double = lambda x: 2 * x"),
        check("double-check", "pass", 2),
        answer("total", ""),
        check("total-check", "pass", 1),
    )
    assert read_cells(submitted, tiny_notebook()) == [
        ("", "double = lambda x: 2 * x"),
        ("double-check", CHECK),
        ("total-check", TOTAL_CHECK),
    ]
