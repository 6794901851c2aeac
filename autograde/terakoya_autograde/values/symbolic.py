"""sympy's expressions: plain parts and names out of a table, each part before what it stands in.

Nothing is read as text and nothing is worked out: what arrives is put together as it was given. So
a power that nobody could compute costs as much here as any other.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Sequence
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Taking
from terakoya_autograde.values.library import loaded, need

__all__ = ["CODECS"]

MOST_PARTS = 5_000  # of one expression
MOST_WRITTEN = 20_000  # of one expression as it is written: a part may stand in many places
_DEEPEST = 100
_LONGEST_NAME = 60
_LONGEST_NUMBER = 4_000  # bytes
_MOST_PRECISE, _FARTHEST = 16_000, 100_000  # bits of a float, and its exponent of two

_NUMBERS = ("Integer", "Rational", "Float")
_SINGLE = (
    "Pi Exp1 ImaginaryUnit Infinity NegativeInfinity ComplexInfinity NaN EulerGamma GoldenRatio "
    "Catalan EmptySet Reals Integers Naturals Naturals0 Rationals Complexes UniversalSet true false"
)
_CONSTANTS = frozenset(_SINGLE.split())
_SUMS = ("Add", "Mul")
_FUNCTIONS = (
    "Pow Equality Unequality StrictLessThan LessThan StrictGreaterThan GreaterThan And Or Not "
    "Piecewise FiniteSet Union Intersection "
    "Abs sign floor ceiling re im arg conjugate Max Min exp log LambertW sin cos tan cot sec "
    "csc asin acos atan acot asec acsc atan2 sinh cosh tanh coth asinh acosh atanh acoth sinc "
    "factorial factorial2 binomial gamma beta erf erfc Heaviside DiracDelta KroneckerDelta "
    "fibonacci harmonic zeta"
)
_UNEVALUATED = frozenset(_FUNCTIONS.split())  # put together without being worked out
_PLAIN = frozenset({"Tuple", "ExprCondPair", "Interval"})
_MATRICES = ("MutableDenseMatrix", "ImmutableDenseMatrix")
_Entry = list[Any]


def _table() -> dict[type, str]:
    """Return the classes whose values cross, and their names."""
    sympy, classes = loaded("sympy"), dict[type, str]()
    for name in (*_NUMBERS, "Symbol", *_SUMS, *_UNEVALUATED, "Tuple", "Interval", *_MATRICES):
        classes[getattr(sympy, name)] = name
    for name in ("Zero", "One", "NegativeOne"):
        classes[getattr(loaded("sympy.core.numbers"), name)] = "Integer"
    classes[loaded("sympy.core.numbers").Half] = "Rational"
    classes[loaded("sympy.functions.elementary.piecewise").ExprCondPair] = "ExprCondPair"
    return classes


def _constants() -> dict[int, str]:
    """Return the things of which there is one each, by identity, and their names."""
    return {id(getattr(loaded("sympy").S, name)): name for name in _CONSTANTS}


def _library_class(kind: type) -> type:
    """Return the nearest class of sympy's: what a learner writes below it does not cross."""
    bases = type.__dict__["__mro__"].__get__(kind)
    found: type = next(base for base in bases if str(base.__module__).partition(".")[0] == "sympy")
    return found


def _give(value: object, giving: Giving) -> Fields:
    classes, constants = _table(), _constants()
    entries, places = list[_Entry](), dict[int, int]()
    kept, waiting = [value], list[Any]([value])
    while waiting:
        part = waiting[-1]
        if id(part) in places:
            waiting.pop()
            continue
        name = constants.get(id(part)) or classes.get(_library_class(type(part)))
        if name is None or len(entries) + len(waiting) > MOST_PARTS:
            giving.refuse(value, "this kind of expression does not cross, or is too large")
        if name == "Symbol" and not _is_name(part.name):
            giving.refuse(value, "the name of a symbol in it is no name of Python's")
        inside = _inside(part, name)
        if missing := [each for each in inside if id(each) not in places]:
            kept += missing
            waiting += missing
            continue
        places[id(part)] = len(entries)
        entries.append(_entry(part, name, [places[id(each)] for each in inside]))
    return [entries]


def _inside(part: Any, name: str) -> Sequence[object]:
    """Return what an expression is made of, as it keeps it."""
    if name in _MATRICES:
        return list(part.flat())
    return () if name in (*_NUMBERS, "Symbol") or name in _CONSTANTS else part.args


def _entry(part: Any, name: str, inside: list[int]) -> _Entry:
    if name == "Symbol":
        told = part._assumptions_orig.items()
        assumed = [sorted(key for key, value in told if value is one) for one in (True, False)]
        return [name, part.name, *assumed]
    if name == "Float":
        sign, digits, exponent, _count = part._mpf_
        return [name, _bytes(-int(digits) if sign else int(digits)), int(exponent), int(part._prec)]
    if name in _NUMBERS:
        return [name, _bytes(int(part.p)), _bytes(int(part.q))]
    if name in _MATRICES:
        return [name, inside, int(part.rows), int(part.cols)]
    return [name, inside]


def _bytes(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)


def _take(fields: Fields, taking: Taking) -> object:
    (entries,) = fields
    if type(entries) is not list or not 0 < len(entries) <= MOST_PARTS:
        raise ValueRefused("an expression has no parts, or too many")
    need("sympy")
    made, written, deep = list[object](), list[int](), list[int]()
    for entry in entries:
        name, inside = _read_entry(entry, len(made))
        written.append(1 + sum(written[place] for place in inside))
        deep.append(1 + max((deep[place] for place in inside), default=0))
        if written[-1] > MOST_WRITTEN or deep[-1] > _DEEPEST:
            raise ValueRefused("an expression is too large, or nested too deeply")
        taking.spend(1 + len(inside))
        made.append(_make(name, entry, [made[place] for place in inside]))
    return made[-1]


def _read_entry(entry: object, before: int) -> tuple[str, list[int]]:
    """Return the name of a part, and the places of what it is made of: they have come before."""
    if type(entry) is not list or not entry or type(entry[0]) is not str:
        raise ValueRefused("a part of an expression has no name")
    name, *rest = entry
    if name in (*_NUMBERS, "Symbol"):
        return name, []
    inside = rest[0] if rest else None
    if type(inside) is not list or not all(
        type(place) is int and 0 <= place < before for place in inside
    ):
        raise ValueRefused("a part of an expression stands nowhere")
    return name, inside


def _make(name: str, entry: _Entry, inside: list[object]) -> object:
    if name in _ATOMS:
        return _ATOMS[name](*entry[1:])
    if name in _MATRICES:
        return _make_matrix(name, inside, *entry[2:])
    sympy = need("sympy")
    if name in _CONSTANTS and not inside:
        return getattr(sympy.S, name)
    if name in _SUMS:
        return getattr(sympy, name)._from_args(inside)
    if name in _UNEVALUATED:
        return getattr(sympy, name)(*inside, evaluate=False)
    if name in _PLAIN:
        pieces = need("sympy.functions.elementary.piecewise")
        return getattr(sympy, name, pieces.ExprCondPair)(*inside)
    raise ValueRefused(f"an expression has the unknown part {name[:40]!r}")


def _make_integer(number: object, _one: object) -> object:
    return need("sympy").Integer(_number(number))


def _make_rational(above: object, below: object) -> object:
    return need("sympy").Rational(_number(above), _number(below))


def _make_symbol(name: object, true: list[str], false: list[str]) -> object:
    assumed = need("sympy.core.assumptions")._assume_defined
    if not _is_name(name):
        raise ValueRefused("a symbol's name is no name")
    if not all(type(each) is str and each in assumed for each in (*true, *false)):
        raise ValueRefused("what is assumed of a symbol has no name")
    told = dict.fromkeys(true, True) | dict.fromkeys(false, False)
    return need("sympy").Symbol(name, **told)


def _is_name(name: object) -> bool:
    """Whether it can stand in Python's text: some of sympy writes such text, and runs it."""
    if type(name) is not str or len(name) > _LONGEST_NAME:
        return False
    return name.isidentifier() and not keyword.iskeyword(name)


def _make_float(digits: object, exponent: object, precision: object) -> object:
    number = _number(digits)
    if type(exponent) is not int or type(precision) is not int or abs(exponent) > _FARTHEST:
        raise ValueRefused("a float has no exponent")
    if not 1 <= precision <= _MOST_PRECISE or number.bit_length() > precision:
        raise ValueRefused("a float is more precise than it may be")
    if not number and exponent:
        raise ValueRefused("a float is no number")
    kept = need("mpmath.libmp").from_man_exp(number, exponent, precision, "n")
    return need("sympy").Float._new(kept, precision, zero=False)


def _number(part: object) -> int:
    if type(part) is not bytes or not 0 < len(part) <= _LONGEST_NUMBER:
        raise ValueRefused("a number is none, or too long")
    return int.from_bytes(part, "big", signed=True)


def _make_matrix(name: str, inside: list[object], rows: object, columns: object) -> object:
    if type(rows) is not int or type(columns) is not int or rows * columns != len(inside):
        raise ValueRefused("a matrix has another shape than it has cells")
    if not (0 <= rows <= MOST_PARTS and 0 <= columns <= MOST_PARTS):
        raise ValueRefused("a matrix is too large")
    return getattr(need("sympy"), name)(rows, columns, inside)


_ATOMS: dict[str, Callable[..., object]] = {
    "Symbol": _make_symbol,
    "Float": _make_float,
    "Integer": _make_integer,
    "Rational": _make_rational,
}
CODECS = (
    Codec(
        "symbolic",
        ("sympy.core.basic:Basic", "sympy.matrices.matrixbase:MatrixBase"),
        _give,
        _take,
        inert=True,
    ),
)
