"""The typed values that a cell tagged ``parameters`` names, and what its comments say of them.

One line a parameter, as papermill reads them, with words for people in the comment::

    town: str = "市全体"        # 町 | TOWNS
    year: int = 2026            # 年 | 2016..2031 step 5
    share: float = 0.5          # 割合 | 0..1 step 0.05 | 全体に占める割合です
    chart: Literal["棒", "線"] = "棒"   # 図の種類
    note: bool = True           # メモを表示する
    start: date = date(2026, 4, 1)      # 始まりの日

The comment is ``label | range or choices | help``; every part may be left out. Choices are a list,
a dict (what is shown → value), or the name of one that an earlier cell makes.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

__all__ = ["BadParameterError", "Parameter", "ParameterType", "Value", "read_parameters"]

ParameterType = Literal["str", "int", "float", "bool", "date"]
Value = str | int | float | bool | date
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*\.\.\s*({_NUMBER})(?:\s+step\s+(\d+(?:\.\d+)?))?")
_TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool, "date": date}


class BadParameterError(ValueError):
    """A line that is no plain parameter: `line` counts from 1 in the cell, `what` says why."""

    def __init__(self, line: int, what: str, name: str = "") -> None:
        self.line, self.what, self.name = line, what, name
        super().__init__(f"line {line}: {what} {name}".rstrip())


@dataclass(frozen=True)
class Parameter:
    """One value that a visitor may choose.

    Attributes:
        choices: (what is shown, value) in order; empty where any value of the type will do.
        choices_name: the variable that holds the choices, once an earlier cell has run.
        low, high, step: the range of a number; None where it is open.
    """

    name: str
    type: ParameterType
    default: Value
    label: str
    help: str = ""
    choices: tuple[tuple[str, Value], ...] = ()
    choices_name: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None

    @property
    def is_typed(self) -> bool:
        """Whether a visitor decides what it may be, and not the author's list."""
        return not self.choices and self.type != "bool"


def read_parameters(source: str) -> tuple[Parameter, ...]:
    """Return the parameters of a cell, in its order.

    Imports and comments of their own are let through; every other line must be
    ``name: type = value`` with a plain value.

    Raises:
        BadParameterError: a line is something else, or its comment contradicts it.
    """
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise BadParameterError(error.lineno or 1, "syntax") from None
    comments = dict(_comments(source))
    found: list[Parameter] = []
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            continue
        end = statement.end_lineno or statement.lineno
        parameter = _read_one(statement, comments.get(end, ""))
        if any(parameter.name == other.name for other in found):
            raise BadParameterError(statement.lineno, "twice", parameter.name)
        found.append(parameter)
    return tuple(found)


def _comments(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string.lstrip("#").strip()


def _read_one(statement: ast.stmt, comment: str) -> Parameter:
    line = statement.lineno
    if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
        raise BadParameterError(line, "no-parameter")
    name = statement.target.id
    if statement.value is None:
        raise BadParameterError(line, "no-value", name)
    kind, choices = _read_type(statement.annotation, line, name)
    default = _plain(statement.value, line, name)
    if kind == "float" and type(default) is int:
        default = float(default)
    label, values, help_text = _split_comment(comment)
    parameter = _with_values(
        Parameter(name, kind, default, label or name, help_text, choices), values, line
    )
    _require_consistent(parameter, line)
    return parameter


def _split_comment(comment: str) -> tuple[str, str, str]:
    """Split ``label | range or choices | help``; a help text may hold bars itself."""
    label, _bar, rest = comment.partition("|")
    values, _bar, help_text = rest.partition("|")
    return label.strip(), values.strip(), help_text.strip()


def _read_type(
    node: ast.expr, line: int, name: str
) -> tuple[ParameterType, tuple[tuple[str, Value], ...]]:
    text = ast.unparse(node).removeprefix("datetime.").removeprefix("typing.")
    if text in _TYPES:
        return cast(ParameterType, text), ()
    if isinstance(node, ast.Subscript) and text.startswith("Literal["):
        entries = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        values = [_plain(entry, line, name) for entry in entries]
        choices = tuple((str(value), value) for value in values)
        if all(type(value) is str for value in values):
            return "str", choices
        if all(type(value) is int for value in values):
            return "int", choices
    raise BadParameterError(line, "type", name)


def _plain(node: ast.expr, line: int, name: str) -> Value:
    """Return a value that is written out: text, number, truth, or ``date(…)``."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("date", "datetime.date"):
        try:
            return date(*(int(ast.literal_eval(argument)) for argument in node.args))
        except (ValueError, TypeError):
            raise BadParameterError(line, "not-plain", name) from None
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError):
        raise BadParameterError(line, "not-plain", name) from None
    if not isinstance(value, str | int | float | bool):
        raise BadParameterError(line, "not-plain", name)
    return value


def _with_values(parameter: Parameter, values: str, line: int) -> Parameter:
    """Add the range or the choices that the comment gives."""
    fields = vars(parameter)
    if not values:
        return parameter
    if (span := _RANGE.fullmatch(values)) is not None:
        if parameter.type not in ("int", "float"):
            raise BadParameterError(line, "range-of-text", parameter.name)
        low, high, step = (float(part) if part else None for part in span.groups())
        return Parameter(**fields | {"low": low, "high": high, "step": step})
    if values.isidentifier():
        return Parameter(**fields | {"choices_name": values})
    return Parameter(**fields | {"choices": _written_choices(values, line, parameter.name)})


def _written_choices(values: str, line: int, name: str) -> tuple[tuple[str, Value], ...]:
    try:
        made = ast.literal_eval(values)
    except (ValueError, SyntaxError):
        raise BadParameterError(line, "choices", name) from None
    pairs = list(made.items()) if isinstance(made, dict) else [(entry, entry) for entry in made]
    if not pairs or not all(isinstance(value, str | int | float) for _shown, value in pairs):
        raise BadParameterError(line, "choices", name)
    return tuple((str(shown), value) for shown, value in pairs)


def _require_consistent(parameter: Parameter, line: int) -> None:
    """See to it that the first value is one that could be chosen."""
    default = parameter.default
    if type(default) is not _TYPES[parameter.type]:
        raise BadParameterError(line, "other-type", parameter.name)
    if parameter.choices and default not in [value for _shown, value in parameter.choices]:
        raise BadParameterError(line, "not-a-choice", parameter.name)
    if parameter.low is not None and parameter.high is not None:
        number = default if isinstance(default, int | float) else 0
        if not parameter.low <= number <= parameter.high:
            raise BadParameterError(line, "out-of-range", parameter.name)
