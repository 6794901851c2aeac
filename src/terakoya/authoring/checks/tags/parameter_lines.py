"""The cell of an app's parameters: one line for each, which an app can turn into a control."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.authoring.finding import Found, Severity
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import AuthorCell, Subject
from terakoya.language import gettext as _
from terakoya.model import Tag
from terakoya.model.parameters import BadParameterError, Parameter, read_parameters

__all__ = [
    "BadParameter",
    "NoParameter",
    "SecondParameters",
    "UnknownChoices",
    "WordlessParameter",
]


class BadParameter(Check):
    """A line of the parameters' cell cannot be read as a parameter.

    Why:
        No control can be made of it, so there is no app.

    Example:
        year = 2026

    Remedy:
        Write one line for each: `year: int = 2026  # Year | 2020..2030`. See
        {doc}`../how-to/show-an-app`.
    """

    code = "TK211"
    name = "bad-parameter"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield the first such line of each cell."""
        for cell in _cells(subject):
            try:
                read_parameters(cell.source)
            except BadParameterError as error:
                what = _("Line {line} of the parameters, {name}: {reason}").format(
                    line=error.line, name=error.name or "–", reason=_reason(error.what)
                )
                remedy = _("Write lines like: year: int = 2026  # label | 2020..2030")
                yield Found(cell.place(error.line), what, remedy)


class NoParameter(Check):
    """The cell is tagged `parameters` and names none.

    Why:
        The app has nothing to choose from, which its author cannot have meant.

    Example:
        An empty cell with the tag.

    Remedy:
        Write one line for each parameter, or remove the tag.
    """

    code = "TK212"
    name = "no-parameter"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell."""
        for cell in _cells(subject):
            if _parameters(cell) == ():
                what = _("The cell names no parameter.")
                yield Found(cell.place(), what, _("Write one line for each, or untag it."))


class WordlessParameter(Check):
    """A parameter has no words for people.

    Why:
        Visitors of the app read a variable's name next to the control.

    Example:
        year: int = 2026

    Remedy:
        Write a comment behind it: `year: int = 2026  # Year`.
    """

    code = "TK213"
    name = "wordless-parameter"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such parameter."""
        for cell in _cells(subject):
            for parameter in _parameters(cell) or ():
                if parameter.label == parameter.name:
                    what = _("The parameter {name} has no words for people.")
                    remedy = _("Write a comment behind it: {name}: … = …  # label")
                    name = parameter.name
                    yield Found(cell.place(), what.format(name=name), remedy.format(name=name))


class SecondParameters(Check):
    """Two cells of a notebook are tagged `parameters`.

    Why:
        An app has one set of controls, so no face can be made.

    Example:
        Cells 3 and 8 with the tag.

    Remedy:
        Put all parameters into one cell.
    """

    code = "TK214"
    name = "second-parameters"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield the second cell, and each further one."""
        first: dict[str, AuthorCell] = {}
        for cell in _cells(subject):
            known = first.setdefault(cell.path, cell)
            if known is not cell:
                what = _("Two cells are tagged parameters; the other one is {place}.")
                remedy = _("Put all parameters into one cell.")
                yield Found(cell.place(), what.format(place=known.place().where), remedy)


class UnknownChoices(Check):
    """The choices of a parameter are a name that no earlier cell makes.

    Why:
        The app cannot begin.

    Example:
        town: str = "市全体"  # Town | TOWNS

        and no cell above it with `TOWNS = …`.

    Remedy:
        Correct the name, or make the choices in a cell above.
    """

    code = "TK215"
    name = "unknown-choices"

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such parameter."""
        for cells in subject.notebooks.values():
            code = ""
            for cell in (cell for cell in cells if cell.is_code):
                for parameter in (_parameters(cell) or ()) if _is_tagged(cell) else ():
                    name = parameter.choices_name
                    if name and not re.search(rf"\b{re.escape(name)}\b|import \*", code):
                        what = _(
                            "The choices of {parameter} are named {name}, which no earlier cell "
                            "makes."
                        ).format(parameter=parameter.name, name=name)
                        remedy = _("Correct the name, or make the choices in a cell above.")
                        yield Found(cell.place(), what, remedy)
                code += f"{cell.source}\n"


def _is_tagged(cell: AuthorCell) -> bool:
    return cell.is_code and Tag.PARAMETERS in cell.tags


def _cells(subject: Subject) -> Iterator[AuthorCell]:
    return (cell for cell in subject.cells if _is_tagged(cell))


def _parameters(cell: AuthorCell) -> tuple[Parameter, ...] | None:
    """Return the parameters of a cell; None where they cannot be read."""
    try:
        return tuple(read_parameters(cell.source))
    except BadParameterError:
        return None  # `BadParameter` says it


def _reason(what: str) -> str:
    return {
        "syntax": _("this is not Python."),
        "no-parameter": _("every line must be: name: type = value  # label"),
        "no-value": _("a first value is missing."),
        "type": _("the type must be str, int, float, bool, date or Literal[…]."),
        "not-plain": _("the value must be written out."),
        "other-type": _("the value is of another type."),
        "choices": _("the choices must be a list, a dict or a variable's name."),
        "not-a-choice": _("the first value is none of the choices."),
        "out-of-range": _("the first value is out of the range."),
        "range-of-text": _("only numbers have a range."),
        "twice": _("the name is used twice."),
    }[what]
