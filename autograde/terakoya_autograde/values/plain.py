"""Numbers, texts and other single things of the standard library."""

from __future__ import annotations

import array
import decimal
import fractions
import pathlib
import re
import sys
import uuid
from typing import Any

from terakoya_autograde.errors import ValueRefused
from terakoya_autograde.values.codec import Codec, Fields, Giving, Refusal, Taking

__all__ = ["CODECS", "REFUSALS"]

LONGEST_DECIMAL = 100_000
LONGEST_FRACTION = 8192  # bytes of each half: making it takes the greatest common divisor
LONGEST_PATTERN = 1000
ARRAY_CODES = frozenset("bBhHiIlLqQfd")
FLAGS = re.ASCII | re.IGNORECASE | re.LOCALE | re.MULTILINE | re.DOTALL | re.VERBOSE | re.UNICODE
PATHS = {
    kind.__name__: kind
    for kind in (pathlib.PurePosixPath, pathlib.PureWindowsPath, pathlib.PosixPath)
}


def _give_int(value: int, _giving: Giving) -> Fields:
    number = int.__int__(value)
    return [number.to_bytes(number.bit_length() // 8 + 1, "little", signed=True)]


def _take_int(fields: Fields, taking: Taking) -> int:
    return int.from_bytes(taking.only(fields, bytes), "little", signed=True)


def _give_float(value: float, _giving: Giving) -> Fields:
    return [float.__float__(value)]


def _take_float(fields: Fields, taking: Taking) -> float:
    return taking.only(fields, float)


def _give_complex(value: complex, _giving: Giving) -> Fields:
    plain = complex.__complex__(value)
    return [plain.real, plain.imag]


def _take_complex(fields: Fields, taking: Taking) -> complex:
    real, imaginary = fields
    return complex(taking.exactly(real, float), taking.exactly(imaginary, float))


def _give_str(value: str, _giving: Giving) -> Fields:
    return [str.encode(value, "utf-8", "surrogatepass")]


def _take_str(fields: Fields, taking: Taking) -> str:
    return taking.only(fields, bytes).decode("utf-8", "surrogatepass")


def _give_bytes(value: bytes, _giving: Giving) -> Fields:
    return [bytes(memoryview(value))]


def _take_bytes(fields: Fields, taking: Taking) -> bytes:
    return taking.only(fields, bytes)


def _take_bytearray(fields: Fields, taking: Taking) -> bytearray:
    return bytearray(taking.only(fields, bytes))


def _give_decimal(value: decimal.Decimal, giving: Giving) -> Fields:
    text = decimal.Decimal.__str__(value)
    if len(text) > LONGEST_DECIMAL:
        giving.refuse(value, "it has too many digits; round it")
    return [text]


def _take_decimal(fields: Fields, taking: Taking) -> decimal.Decimal:
    text = taking.only(fields, str)
    if len(text) > LONGEST_DECIMAL or not text.isascii():
        raise ValueRefused("a decimal number has too many digits")
    return decimal.Decimal(text)


def _give_fraction(value: fractions.Fraction, giving: Giving) -> Fields:
    halves = value._numerator, value._denominator  # type: ignore[attr-defined]
    if max(half.bit_length() for half in halves) > LONGEST_FRACTION * 8:
        giving.refuse(value, "it has too many digits; give it as a float")
    return [giving.node(half) for half in halves]


def _take_fraction(fields: Fields, taking: Taking) -> fractions.Fraction:
    numerator, denominator = (taking.exactly(field, int) for field in fields)
    if max(numerator.bit_length(), denominator.bit_length()) > LONGEST_FRACTION * 8:
        raise ValueRefused("a fraction has too many digits")
    made = fractions.Fraction(numerator, denominator)
    if (made.numerator, made.denominator) != (numerator, denominator):
        raise ValueRefused("a fraction is not in its lowest terms")
    return made


def _give_range(value: range, giving: Giving) -> Fields:
    return [giving.node(part) for part in (value.start, value.stop, value.step)]


def _take_range(fields: Fields, taking: Taking) -> range:
    start, stop, step = (taking.exactly(field, int) for field in fields)
    return range(start, stop, step)


def _give_slice(value: slice, giving: Giving) -> Fields:
    return [giving.part(getattr(value, name), f".{name}") for name in ("start", "stop", "step")]


def _take_slice(fields: Fields, taking: Taking) -> slice:
    start, stop, step = map(taking.value, fields)
    return slice(start, stop, step)


def _give_uuid(value: uuid.UUID, _giving: Giving) -> Fields:
    return [object.__getattribute__(value, "int").to_bytes(16, "big")]


def _take_uuid(fields: Fields, taking: Taking) -> uuid.UUID:
    return uuid.UUID(bytes=taking.only(fields, bytes))


def _give_path(value: pathlib.PurePath, giving: Giving) -> Fields:
    home = next((name for name, kind in reversed(PATHS.items()) if isinstance(value, kind)), None)
    if home is None:
        giving.refuse(value, "a Windows path does not cross; give it as text")
    return [home, giving.node(pathlib.PurePath.__str__(value))]


def _take_path(fields: list[Any], taking: Taking) -> pathlib.PurePath:
    home, node = fields
    text = taking.exactly(node, str)
    made = PATHS[home](text)
    if str(made) != text:
        raise ValueRefused("a path is not written in its own way")
    return made


def _give_pattern(value: re.Pattern[Any], giving: Giving) -> Fields:
    if len(value.pattern) > LONGEST_PATTERN:
        giving.refuse(value, f"it has more than {LONGEST_PATTERN} characters; give its text")
    return [giving.node(value.pattern), value.flags]


def _take_pattern(fields: Fields, taking: Taking) -> re.Pattern[Any]:
    node, flags = fields
    text = taking.value(node)
    if type(text) not in (str, bytes) or len(text) > LONGEST_PATTERN:
        raise ValueRefused("a pattern is no text or too long")
    if type(flags) is not int or flags & ~int(FLAGS):
        raise ValueRefused("a pattern has unknown flags")
    return re.compile(text, flags)


def _give_array(value: array.array[Any], giving: Giving) -> Fields:
    if value.typecode not in ARRAY_CODES:
        giving.refuse(value, "an array of characters does not cross; give it as a str")
    return [value.typecode, value.itemsize, sys.byteorder, array.array.tobytes(value)]


def _take_array(fields: Fields, taking: Taking) -> array.array[Any]:
    code, size, order, data = fields
    if code not in ARRAY_CODES or order != sys.byteorder:
        raise ValueRefused("an array is of another kind or machine")
    made = array.array(code)
    if made.itemsize != size:
        raise ValueRefused("an array is of another machine")
    made.frombytes(taking.exactly(data, bytes))
    return made


REFUSALS = (
    Refusal(("enum:Enum",), "a member of an enumeration does not cross; give its .value"),
    Refusal(("_io:_IOBase",), "an open file does not cross; give what is in it"),
    Refusal(("builtins:memoryview",), "a view of memory does not cross; give bytes(…) of it"),
    Refusal(("types:ModuleType",), "this module does not cross; import it where it is used"),
    Refusal(("builtins:BaseException",), "an exception does not cross; give its text, str(…)"),
    Refusal(("types:CoroutineType",), "a coroutine does not cross; give what it returns"),
    # it can be called, and would pass for a function
    Refusal(("sqlite3:Connection",), "a connection does not cross; give the rows that it fetches"),
)
CODECS = (
    Codec("int", ("builtins:int",), _give_int, _take_int),
    Codec("float", ("builtins:float",), _give_float, _take_float),
    Codec("complex", ("builtins:complex",), _give_complex, _take_complex),
    Codec("str", ("builtins:str",), _give_str, _take_str),
    Codec("bytes", ("builtins:bytes",), _give_bytes, _take_bytes),
    Codec("bytearray", ("builtins:bytearray",), _give_bytes, _take_bytearray),
    Codec("decimal", ("decimal:Decimal",), _give_decimal, _take_decimal),
    Codec("fraction", ("fractions:Fraction",), _give_fraction, _take_fraction),
    Codec("range", ("builtins:range",), _give_range, _take_range),
    Codec("slice", ("builtins:slice",), _give_slice, _take_slice),
    Codec("uuid", ("uuid:UUID",), _give_uuid, _take_uuid),
    Codec("path", ("pathlib:PurePath",), _give_path, _take_path),
    Codec("pattern", ("re:Pattern",), _give_pattern, _take_pattern),
    Codec("array", ("array:array",), _give_array, _take_array),
)
