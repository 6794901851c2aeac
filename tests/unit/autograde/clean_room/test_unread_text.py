"""While a check runs, sympy reads no text as an expression but the check's own."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp
from terakoya_autograde.clean_room.unread_text import reading_no_text
from terakoya_autograde.clean_room.withheld import CannotBeChecked, Refusals

T = sp.Symbol("t")


USES: dict[str, Callable[[Any], object]] = {
    "expand": sp.expand,
    "integrate": sp.integrate,
    "subs": lambda text: (T**2).subs(T, text),
    "diff": (T**2).diff,
    "coeff": (T**2).coeff,
    "solve": sp.solve,
    "Matrix": lambda text: sp.Matrix([[text]]),
    "sympify": sp.sympify,
    "list": lambda text: sp.sympify([text]),
    "given-later": lambda text: sp.sympify("t", locals={"t": sp.sympify(text)}),
}
# It prints where it is run as Python, and becomes t + 2.
RUNS = "t + len(print('ran') or 'ab')"


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_text_of_a_learner_is_not_run(
    use: Callable[[Any], object], capsys: pytest.CaptureFixture[str]
) -> None:
    """Control: without it the same text is run. A test that catches the error is not passed."""
    assert _what_runs(use, capsys) == "ran"
    refusals = Refusals()
    with reading_no_text(refusals, "assert use(text)"), pytest.raises(CannotBeChecked):
        use(RUNS)
    assert (capsys.readouterr().out, len(refusals.met)) == ("", 1)
    assert _what_runs(use, capsys) == "ran"  # afterwards everything is as before


def _what_runs(use: Callable[[Any], object], capsys: pytest.CaptureFixture[str]) -> str:
    with contextlib.suppress(ValueError):  # nobody differentiates by t + 2
        use(RUNS)
    return capsys.readouterr().out.splitlines()[0]


def test_text_of_the_check_is_read() -> None:
    """An author may write an expression as text; what is read inside of it is not his."""
    refusals = Refusals()
    with reading_no_text(refusals, "assert slope == sp.sympify('2*t + 1')"):
        assert sp.sympify("2*t + 1") == 2 * T + 1
        with pytest.raises(CannotBeChecked):
            sp.sympify("2*t + 2")
    assert len(refusals.met) == 1


def test_parser_that_is_imported_during_the_check_is_shut_too() -> None:
    """In a process that has not loaded sympy yet."""
    program = (
        "from terakoya_autograde.clean_room.unread_text import reading_no_text\n"
        "from terakoya_autograde.clean_room.withheld import CannotBeChecked, Refusals\n"
        "import sys; assert 'sympy' not in sys.modules; refusals = Refusals()\n"
        "with reading_no_text(refusals, ''):\n"
        "    import sympy\n"
        "    try:\n        sympy.expand('1 + 1')\n"
        "    except CannotBeChecked:\n        print(len(refusals.met))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "1\n"
