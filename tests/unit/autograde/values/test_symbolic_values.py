"""sympy's expressions cross as parts and names of a table; no text is read, nothing worked out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import sympy as sp
from terakoya_autograde.errors import CannotCross, ValueRefused
from terakoya_autograde.values import Decoder, Encoder
from terakoya_autograde.values.symbolic import MOST_PARTS, MOST_WRITTEN

X, Y = sp.symbols("x y")
COUNT = sp.Symbol("件数", integer=True, positive=True)
EXPRESSIONS = [
    *((X + 1) ** 2 * sp.sin(Y) - 3, sp.Rational(2, 3) * X, sp.sqrt(2) - 1 / X, X - Y, COUNT),
    *(sp.Float("1.25", 30), sp.Float(0.1) * X, sp.Float(0), sp.Integer(10) ** 300, sp.Integer(-5)),
    *(sp.pi + sp.E * sp.I, sp.oo, -sp.oo, sp.nan, sp.zoo, sp.S.true, sp.EmptySet, sp.S.Reals),
    *(sp.Eq(X, 2), Y > X, sp.Ne(X, Y), sp.And(X > 1, Y < 2), sp.Not(sp.And(X > 1, Y > 2))),
    *(sp.Piecewise((1, X > 2), (X, True)), sp.Max(X, 2, Y), sp.Abs(X), sp.log(X) / sp.exp(Y)),
    *(sp.Interval.open(0, sp.oo), sp.FiniteSet(1, X), sp.Tuple(1, X), sp.factorial(COUNT)),
    *(sp.Matrix([[1, X], [Y, 2]]), sp.ImmutableMatrix([[1, X]]), sp.solve(X**3 - 2 * X + 5)[0]),
    *(sp.series(sp.cos(X), X, 0, 8).removeO(), sp.expand((X + Y) ** 6), sp.atan2(Y, X)),
]


def cross(value: object) -> Any:
    """Return what arrives."""
    return Decoder().decode(Encoder().encode(value))


def refused(entries: object) -> str:
    """Return why a message is no expression."""
    with pytest.raises(ValueRefused) as caught:
        Decoder().decode(msgspec.msgpack.encode(["symbolic", entries]))
    return str(caught.value)


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_expression_arrives_the_same(expression: Any) -> None:
    """It is of the same class, equal, and is written in the same way; what is assumed stays."""
    arrived = cross(expression)
    assert type(arrived) is type(expression)
    assert arrived == expression
    assert sp.srepr(arrived) == sp.srepr(expression)


def test_what_nobody_works_out_arrives_as_it_was_given() -> None:
    """A power too large for any memory costs no more than another one."""
    power = sp.Pow(10, 10**12, evaluate=False)
    assert cross(power) == power


def test_subclass_of_a_learners_arrives_as_the_librarys() -> None:
    """What he made of its operations stays behind."""

    class Agreeing(sp.Symbol):
        def __eq__(self, other: object) -> bool:
            return True

        __hash__ = sp.Symbol.__hash__

    assert Agreeing("x") == 3
    arrived = cross(Agreeing("x"))
    assert (type(arrived), arrived) == (sp.Symbol, X)
    assert arrived != 3


@pytest.mark.parametrize(
    "value",
    [
        sp.Dummy("x"),
        sp.Function("f")(X),
        sp.Integral(X, (X, 0, 1)),
        sp.Symbol("x, y"),
        sp.Symbol("os.getcwd()"),
        sp.Symbol("lambda"),
        type("Own", (sp.Function,), {})(X),
    ],
    ids=str,
)
def test_expression_that_no_table_has_is_refused(value: Any) -> None:
    """What stands for something else, a function that a learner defines, a name that is none."""
    with pytest.raises((CannotCross, ValueRefused)):
        cross(value)


def test_expression_that_is_too_large_is_refused() -> None:
    """Also one that is small only because its parts stand in many places."""
    with pytest.raises(CannotCross):
        cross(sp.Add(*sp.symbols(f"x:{MOST_PARTS}")))
    doubled = X
    for _ in range(MOST_WRITTEN.bit_length()):
        doubled = sp.Pow(doubled, doubled, evaluate=False)
    with pytest.raises(ValueRefused, match="too large"):
        cross(doubled)
    deep = X
    for _ in range(120):
        deep = sp.sin(deep)
    with pytest.raises(ValueRefused, match="deep"):
        cross(deep)


FORGED = [
    [],
    [["Integer", b"\x01" * 5000, b"\x01"]],
    [["Integer", 1, 1]],
    [["Float", b"\x01", 10**9, 53]],
    [["Float", b"\x01", 0, 10**9]],
    [["Symbol", "x", ["is_integer"], []]],
    [["Symbol", "x", ["positive"], ["real"]]],
    [["Symbol", "print(1)", [], []]],
    [["sympify", [0]]],
    [["Integer", b"\x01", b"\x01"], ["lambdify", [0]]],
    [["Integer", b"\x01", b"\x01"], ["Pow", [0, 1]]],
    [["Integer", b"\x01", b"\x01"], ["Pow", [0, -1]]],
    [["Integer", b"\x01", b"\x01"], ["Pow", ["0"]]],
    [["Integer", b"\x01", b"\x01"], ["MutableDenseMatrix", [0], 10**9, 0]],
    [["Integer", b"\x01", b"\x01"], ["MutableDenseMatrix", [0, 0], -1, -2]],
    [["Pi", []], ["Pi", [0]]],
    "x + 1",
]


@pytest.mark.parametrize("entries", FORGED, ids=str)
def test_message_that_lies_is_refused(entries: object) -> None:
    """A name that no table has, a number without bounds, a part that has not come before."""
    assert refused(entries)
