"""Do the cells' tags say what their author meant, and can the faces be made from them?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from terakoya.authoring.quality import Subject
from terakoya.language import gettext as _
from terakoya.model import Tag
from terakoya.model.cell_choice import only_tag
from terakoya.model.face_cells import cell_choices, only_tags
from terakoya.model.parameters import BadParameterError, read_parameters
from terakoya.model.shows import alternative_text, draws_picture

__all__ = ["check", "look_at_tags"]

Found = tuple[str, str, str]
_ALMOST = 0.8
_EXERCISE_ONLY, _APP_ONLY = only_tag("exercise"), only_tag("app")


def check(subject: Subject) -> Iterator[Found]:
    """Yield what the tags of each notebook contradict or leave out."""
    for name, notebook in subject.sources.items():
        yield from look_at_tags(notebook["cells"], f"source/{subject.assignment.id}/{name}.ipynb")


def look_at_tags(cells: list[dict[str, Any]], where: str) -> Iterator[Found]:
    """Yield (where, what, remedy) for the cells of one notebook, as plain JSON data."""
    with_parameters: list[str] = []
    for number, cell in enumerate(cells, 1):
        place = _("{where}, cell {number}").format(where=where, number=number)
        tags = frozenset(str(tag) for tag in cell["metadata"].get("tags", ()))
        yield from _unknown(tags, place)
        yield from _misplaced(cell, tags, place)
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        if Tag.PARAMETERS in tags:
            with_parameters.append(place)
            yield from _not_plain(source, place)
            yield from _unknown_choices(source, cells[: number - 1], place)
        elif tags & _show() and draws_picture(source) and not alternative_text(source):
            what = _("This cell draws a picture, and nothing says what it shows.")
            yield place, what, _("Add a comment: # alt: what the picture shows, with {values}.")
    for place in with_parameters[1:]:
        what = _("Two cells are tagged parameters; the other one is {place}.")
        yield place, what.format(place=with_parameters[0]), _("Put all parameters into one cell.")


def _show() -> frozenset[str]:
    """Return the tags of code whose result people look at, in whichever face."""
    looked_at = {face for face, choice in cell_choices().items() if not choice.is_to_solve}
    return frozenset({Tag.RESULT, Tag.APP, *map(only_tag, looked_at)})


def _unknown(tags: frozenset[str], place: str) -> Iterator[Found]:
    """A tag of the author's own is fine; one that is almost ours is a slip."""
    known = [*(tag.value for tag in Tag), *only_tags()]
    for tag in sorted(tags - frozenset(known)):
        plain = tag.strip().lower().replace("_", "-")
        close = difflib.get_close_matches(plain, known, 1, _ALMOST)
        if close:
            what = _("The tag {tag} means nothing; {known} does.")
            yield place, what.format(tag=tag, known=close[0]), _("Correct it, or rename yours.")


def _misplaced(cell: Mapping[str, Any], tags: frozenset[str], place: str) -> Iterator[Found]:
    nbgrader = cell["metadata"].get("nbgrader", {})
    is_test = nbgrader.get("grade") and not nbgrader.get("solution")
    is_code = cell["cell_type"] == "code"
    answers = is_code and nbgrader.get("solution")
    wrong: list[str] = []
    if not is_code:
        wrong += [Tag.RESULT, Tag.PARAMETERS]
    else:
        wrong.append(Tag.NARRATIVE)
    if not answers:
        wrong.append(Tag.REFRESHER)
    if is_test or answers:
        wrong.append(Tag.PARAMETERS)
    if is_test:
        wrong += [Tag.RESULT, Tag.APP, _APP_ONLY]
    for tag in sorted(tags & frozenset(wrong)):
        what = _("The tag {tag} has no meaning on this kind of cell.")
        yield (
            place,
            what.format(tag=tag),
            _("The page “Cell tags” of the documentation says what each tag is for."),
        )
    only = sorted(tags & only_tags().keys())
    if _EXERCISE_ONLY in only and tags & {Tag.APP, Tag.RESULT, Tag.PARAMETERS}:
        what = _("The cell is kept to the exercise, and also meant for another face.")
        yield place, what, _("Remove one of the tags.")


def _unknown_choices(source: str, earlier: list[dict[str, Any]], place: str) -> Iterator[Found]:
    """Choices that are named must be made by an earlier cell; else the app cannot begin."""
    code = "\n".join("".join(c["source"]) for c in earlier if c["cell_type"] == "code")
    try:
        parameters = read_parameters(source)
    except BadParameterError:
        return  # said already
    for parameter in parameters:
        name = parameter.choices_name
        if name and not re.search(rf"\b{re.escape(name)}\b|import \*", code):
            what = _("The choices of {parameter} are named {name}, which no earlier cell makes.")
            remedy = _("Correct the name, or make the choices in a cell above.")
            yield place, what.format(parameter=parameter.name, name=name), remedy


def _not_plain(source: str, place: str) -> Iterator[Found]:
    reasons = {
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
    }
    try:
        found = read_parameters(source)
    except BadParameterError as error:
        what = _("Line {line} of the parameters, {name}: {reason}").format(
            line=error.line, name=error.name or "–", reason=reasons[error.what]
        )
        yield place, what, _("Write lines like: year: int = 2026  # label | 2020..2030")
        return
    if not found:
        yield place, _("The cell names no parameter."), _("Write one line for each, or untag it.")
    for parameter in found:
        if parameter.label == parameter.name:
            what = _("The parameter {name} has no words for people.")
            remedy = _("Write a comment behind it: {name}: … = …  # label")
            yield place, what.format(name=parameter.name), remedy.format(name=parameter.name)
