"""What a release may hold: every kind of content by name. What is not named here never goes out.

The rules are docs/reference/release-contents.md. What programs leave behind for themselves is
dropped without a word, as no learner misses it; everything else that is not allowed is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from terakoya.authoring.attachments import keep_shown
from terakoya.authoring.leftovers import LEFT_IN_CELL, LEFT_IN_NOTEBOOK
from terakoya.language import gettext as _

__all__ = [
    "drop_leftovers",
    "explain_foreign",
    "find_foreign",
    "find_foreign_grading",
    "find_foreign_in_cell",
    "has_widgets",
]

Rule = Callable[[Any], bool]

_NOTEBOOK = frozenset({"cells", "metadata", "nbformat", "nbformat_minor"})
_CELL = {
    "code": frozenset({"cell_type", "id", "metadata", "source", "outputs", "execution_count"}),
    "markdown": frozenset({"cell_type", "id", "metadata", "source", "attachments"}),
    "raw": frozenset({"cell_type", "id", "metadata", "source", "attachments"}),
}
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TAG = re.compile(r"[\w.:/+-]{1,40}")
_SLIDES = frozenset({"slide", "subslide", "fragment", "skip", "notes", "-"})
_WIDGETS = "application/vnd.jupyter.widget-state+json"


def _is_words(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 200 and value.isprintable()


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, bool | int | float) or _is_words(value)


def _are_words(value: object) -> bool:
    return isinstance(value, Mapping) and all(_is_plain(entry) for entry in value.values())


def _are_people(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(entry, Mapping) and entry.keys() == {"name"} and _is_words(entry["name"])
        for entry in value
    )


def _are_tags(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(tag, str) and _TAG.fullmatch(tag) for tag in value
    )


def _only(**rules: Rule) -> Rule:
    """Return the rule of an object that has these keys and no others."""

    def holds(value: object) -> bool:
        return isinstance(value, Mapping) and all(
            key in rules and rules[key](entry) for key, entry in value.items()
        )

    return holds


_KERNEL = _only(display_name=_is_words, language=_is_words, name=_is_words)
_LANGUAGE = _only(
    codemirror_mode=lambda value: _is_words(value) or _are_words(value),
    file_extension=_is_words,
    mimetype=_is_words,
    name=_is_words,
    nbconvert_exporter=_is_words,
    pygments_lexer=_is_words,
    version=_is_words,
)
_NOTEBOOK_METADATA: Mapping[str, Rule] = {
    "authors": _are_people,
    "kernelspec": _KERNEL,
    "language_info": _LANGUAGE,
    "title": _is_words,
}
_OF_NBGRADER: Mapping[str, Rule] = {
    "cell_type": _is_words,
    "checksum": _is_words,
    "grade": _is_switch,
    "grade_id": _is_words,
    "locked": _is_switch,
    "points": _is_plain,
    "schema_version": _is_plain,
    "solution": _is_switch,
    "task": _is_switch,
}
_CELL_METADATA: Mapping[str, Rule] = {
    "cellView": lambda value: value in ("form", "code", "both"),
    "collapsed": _is_switch,
    "deletable": _is_switch,
    "editable": _is_switch,
    "format": _is_words,
    "hide_input": _is_switch,
    "jp-MarkdownHeadingCollapsed": _is_switch,
    "jupyter": _only(source_hidden=_is_switch, outputs_hidden=_is_switch),
    "nbgrader": _only(**_OF_NBGRADER),
    "raw_mimetype": _is_words,
    "scrolled": lambda value: _is_switch(value) or value == "auto",
    "slideshow": _only(slide_type=lambda value: value in _SLIDES),
    "tags": _are_tags,
}


def drop_leftovers(notebook: dict[str, Any]) -> dict[str, Any]:
    """Return a released notebook without what programs left for themselves.

    Of the kernel and its language only what programs need to run it stays, and of pictures those
    that the text shows.
    """
    metadata = _without(notebook["metadata"], LEFT_IN_NOTEBOOK)
    if "widgets" in metadata and not _widget_state(metadata["widgets"]):
        del metadata["widgets"]
    for key, known in (("kernelspec", _KERNEL), ("language_info", _LANGUAGE)):
        if isinstance(metadata.get(key), dict):
            entries = metadata[key].items()
            metadata[key] = {name: value for name, value in entries if known({name: value})}
    cells = [
        keep_shown({**cell, "metadata": _without(cell["metadata"], LEFT_IN_CELL)})
        for cell in notebook["cells"]
    ]
    return {**notebook, "metadata": metadata, "cells": cells}


def find_foreign(notebook: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what of a released notebook, its cells left aside, is nothing that may go out.

    Returns:
        each key, and where it stands, in words. What widgets showed is `has_widgets`' own.
    """
    for key in sorted(notebook.keys() - _NOTEBOOK):
        yield key, _("in the notebook")
    for key, value in sorted(notebook["metadata"].items()):
        known = _NOTEBOOK_METADATA.get(key)
        if key != "widgets" and (known is None or not known(value)):
            yield key, _("in the notebook's metadata")


def find_foreign_in_cell(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what of one released cell, its text and pictures left aside, may not go out."""
    for key in sorted(cell.keys() - _CELL.get(str(cell["cell_type"]), frozenset())):
        yield key, _("in the cell")
    for key, value in sorted(cell["metadata"].items()):
        if key not in _CELL_METADATA or not _CELL_METADATA[key](value):
            yield key, _("in the cell's metadata")
    if not _ID.fullmatch(str(cell.get("id", "cell"))):
        yield "id", _("in the cell")


def find_foreign_grading(cell: Mapping[str, Any]) -> list[str]:
    """Return the keys that stand in nbgrader's metadata of a cell and are none of its own.

    nbgrader refuses them without a word of where, so this is asked before it runs.
    """
    tag = cell["metadata"].get("nbgrader")
    return sorted(tag.keys() - _OF_NBGRADER.keys()) if isinstance(tag, Mapping) else []


def has_widgets(notebook: Mapping[str, Any]) -> bool:
    """Tell whether what widgets showed is saved in a notebook that is cleared of leftovers."""
    return "widgets" in notebook["metadata"]


def explain_foreign(key: str, place: str) -> tuple[str, str]:
    """Say what is wrong with a key that may not go out, and what to do."""
    what = _("“{key}” {place} would go out to learners, and may tell what only authors know.")
    remedy = _("Delete it: in JupyterLab, Property Inspector, Advanced Tools.")
    return what.format(key=key, place=place), remedy


def _without(metadata: Mapping[str, object], keys: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in metadata.items() if key not in keys}


def _widget_state(widgets: object) -> Any:
    """Return what widgets showed; nothing where JupyterLab saved only that there were none."""
    if not isinstance(widgets, Mapping) or set(widgets) - {_WIDGETS}:
        return widgets
    kept = widgets.get(_WIDGETS, {})
    return kept.get("state") if isinstance(kept, Mapping) else kept
