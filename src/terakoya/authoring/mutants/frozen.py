"""Values of a notebook as plain data for another process, and where two of them differ.

Runs beside the notebook. Numbers are alike where they agree to nine digits; a whole number is like
a broken one of the same value, a list like a tuple, and NaN like NaN: a learner's right answer may
have either.
"""

from __future__ import annotations

import copy
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Difference", "Opaque", "first_difference", "freeze"]

_DEEPEST = 8
_OF_A_RULE = 2  # points of a line that only marks a place, as axvline draws it
_LONGEST = 160  # characters of a value that is shown


@dataclass(frozen=True)
class Opaque:
    """What has no plain form: two of a class are alike as far as their parts are."""

    kind: str
    parts: Any = None


@dataclass(frozen=True)
class Difference:
    """Where two values differ: an expression, and what it is for the one and for the other.

    Attributes:
        known: whether the right value can be written down as Python.
    """

    where: str
    right: str
    wrong: str
    known: bool = True


def freeze(value: object, depth: int = 0) -> Any:  # noqa: C901, PLR0911 - one a kind
    """Return a value as plain data: tables and arrays as they are, all else as Python's own."""
    kind = type(value)
    if (
        kind.__module__ == "numpy"
        and getattr(value, "shape", None) == ()
        and hasattr(value, "item")
    ):
        return value.item()
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        return value
    if depth > _DEEPEST:
        return Opaque(kind.__name__)
    if isinstance(value, Mapping):
        return {_key(key): freeze(one, depth + 1) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [freeze(one, depth + 1) for one in value]
    if isinstance(value, set | frozenset):
        return sorted((freeze(one, depth + 1) for one in value), key=repr)
    if _is_table(value):
        return copy.copy(value)
    if kind.__module__.partition(".")[0] == "matplotlib":
        return _picture(value)
    if callable(value) or kind.__module__ in {"datetime", "decimal", "fractions"}:
        return Opaque("function") if callable(value) else value
    parts = getattr(value, "__dict__", None)
    if isinstance(parts, dict) and kind.__module__ not in {"builtins", "types"}:
        kept = {name: freeze(one, depth + 1) for name, one in parts.items()}
        return Opaque(kind.__name__, kept)
    return Opaque(kind.__name__)


def _key(key: object) -> object:
    return key if isinstance(key, str | int | float | tuple | bool) or key is None else repr(key)


def _is_table(value: object) -> object:
    module = type(value).__module__.partition(".")[0]
    return module in {"numpy", "pandas"} and hasattr(value, "copy") and hasattr(value, "shape")


def _picture(value: object) -> Opaque:
    """Return what a reader is told by a figure: words, heights and points."""
    axes = getattr(value, "axes", None)
    if isinstance(axes, list):
        return Opaque("Figure", [_axes(one) for one in axes])
    if hasattr(value, "get_xlim"):
        return Opaque("Axes", _axes(value))
    return Opaque(type(value).__name__)


def _axes(axes: Any) -> dict[str, Any]:
    legend = axes.get_legend()
    return {
        "title": axes.get_title(),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "words": [one.get_text() for one in axes.texts],
        "legend": [one.get_text() for one in legend.get_texts()] if legend else [],
        "xticks": _words(axes.get_xticklabels()),
        "yticks": _words(axes.get_yticklabels()),
        "lines": [
            [list(map(freeze, data)) for data in one.get_data()]
            for one in axes.lines
            if len(one.get_xdata()) > _OF_A_RULE
        ],
        "bars": [
            [float(one.get_x()), float(one.get_width()), float(one.get_height())]
            for one in axes.patches
            if hasattr(one, "get_height")
        ],
        "points": [freeze(one.get_offsets()) for one in axes.collections],
    }


def _words(labels: Any) -> list[str]:
    """Return the labels of an axis that are words; numbers are chosen by the library."""
    texts = [one.get_text() for one in labels]
    return [text for text in texts if text.strip("−-+.,%0123456789 ")]


def first_difference(  # noqa: PLR0911 - one for each kind of value
    right: object, wrong: object, where: str, *, in_order: bool = True
) -> Difference | None:
    """Return the first place at which two frozen values differ; None where they do not.

    Args:
        where: an expression for the value.
        in_order: whether the order of a table's rows and columns counts.
    """
    if right is wrong:
        return None
    if _both(right, wrong, bool | int | float | complex):
        return None if _same_number(right, wrong) else _tell(where, right, wrong)
    if _both(right, wrong, list | tuple):
        return _in_lists(right, wrong, where, in_order)  # type: ignore[arg-type]
    if _both(right, wrong, dict):
        return _in_dicts(right, wrong, where, in_order)  # type: ignore[arg-type]
    if _both(right, wrong, Opaque):
        if right.kind != wrong.kind:  # type: ignore[attr-defined]
            return _tell(f"type({where}).__name__", right.kind, wrong.kind)  # type: ignore[attr-defined]
        parts = right.parts, wrong.parts  # type: ignore[attr-defined]
        found = first_difference(*parts, where, in_order=in_order)
        return found and Difference(found.where, found.right, found.wrong, known=False)
    if _is_table(right) and _is_table(wrong):
        return _in_tables(right, wrong, where, in_order=in_order)
    if _is_table(right) or _is_table(wrong):
        return _of_lists(right, wrong, where, in_order)
    try:
        same = type(right) is type(wrong) and bool(right == wrong)
    except Exception:  # noqa: BLE001 - of a learner's class
        same = False
    return None if same else _tell(where, right, wrong)


def _of_lists(right: Any, wrong: Any, where: str, in_order: bool) -> Difference | None:
    """Compare a column or an array with a list of its values."""
    pair = [one.tolist() if hasattr(one, "tolist") else one for one in (right, wrong)]
    if all(isinstance(one, list | tuple) for one in pair):
        return _in_lists(pair[0], pair[1], f"list({where})", in_order)
    return _tell(f"type({where}).__name__", type(right).__name__, type(wrong).__name__)


def _both(right: object, wrong: object, kind: Any) -> bool:
    return isinstance(right, kind) and isinstance(wrong, kind)


def _same_number(right: Any, wrong: Any) -> bool:
    if right == wrong or (_is_nan(right) and _is_nan(wrong)):
        return True
    if isinstance(right, complex) or isinstance(wrong, complex):
        return False
    return math.isclose(right, wrong, rel_tol=1e-9, abs_tol=1e-12)


def _is_nan(number: object) -> bool:
    return isinstance(number, float) and math.isnan(number)


def _in_lists(
    right: Sequence[Any], wrong: Sequence[Any], where: str, in_order: bool
) -> Difference | None:
    if len(right) != len(wrong):
        return _tell(f"len({where})", len(right), len(wrong))
    for place, pair in enumerate(zip(right, wrong, strict=True)):
        if found := first_difference(*pair, f"{where}[{place}]", in_order=in_order):
            return found
    return None


def _in_dicts(
    right: dict[object, object], wrong: dict[object, object], where: str, in_order: bool
) -> Difference | None:
    for key, value in right.items():
        if key not in wrong:
            return _tell(f"{key!r} in {where}", True, False)
        if found := first_difference(value, wrong[key], f"{where}[{key!r}]", in_order=in_order):
            return found
    more = [key for key in wrong if key not in right]
    return _tell(f"{more[0]!r} in {where}", False, True) if more else None


def _in_tables(right: Any, wrong: Any, where: str, *, in_order: bool) -> Difference | None:
    if hasattr(right, "columns") and hasattr(wrong, "columns"):
        return _in_frames(right, wrong, where, in_order=in_order)
    if hasattr(right, "index") and hasattr(wrong, "index"):
        if len(right) == len(wrong) and not in_order:
            right, wrong = _sorted_rows(right), _sorted_rows(wrong)
        if found := _in_lists([*right.index], [*wrong.index], f"list({where}.index)", True):
            return found
        return _in_lists(right.tolist(), wrong.tolist(), f"{where}.tolist()", True)
    return _of_lists(right, wrong, where, in_order)


def _in_frames(right: Any, wrong: Any, where: str, *, in_order: bool) -> Difference | None:
    columns = [*map(str, right.columns)], [*map(str, wrong.columns)]
    if not in_order and sorted(columns[0]) == sorted(columns[1]):
        wrong = wrong[[*right.columns]] if [*right.columns] != [*wrong.columns] else wrong
    elif found := _in_lists(*columns, f"list({where}.columns)", True):
        return found
    if len(right) == len(wrong) and not in_order:
        right, wrong = _sorted_rows(right), _sorted_rows(wrong)
    if found := _in_lists([*right.index], [*wrong.index], f"list({where}.index)", True):
        return found
    for place, name in enumerate(right.columns):
        pair = right.iloc[:, place], wrong.iloc[:, place]
        if pair[0].equals(pair[1]):
            continue
        if found := _in_lists(
            pair[0].tolist(), pair[1].tolist(), f"{where}[{name!r}].tolist()", True
        ):
            return found
    return None


def _sorted_rows(table: Any) -> Any:
    """Return the rows in an order of their own; as they are where they have none."""
    try:
        return table.sort_index(kind="stable")
    except Exception:  # noqa: BLE001 - labels of several kinds
        return table


def _tell(where: str, right: object, wrong: object) -> Difference:
    known = right is None or isinstance(right, bool | int | float | str)
    return Difference(where, _shown(right), _shown(wrong), known)


def _shown(value: object) -> str:
    if isinstance(value, Opaque):
        return value.kind
    if "pandas" in sys.modules and _is_table(value):
        return type(value).__name__
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
