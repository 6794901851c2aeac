"""What a handed-in file must be before anything else reads it: a sound, bounded notebook."""

from __future__ import annotations

import json
import math
import re
import warnings
from collections.abc import Mapping
from typing import Any, NoReturn

import nbformat

from terakoya.delivery.limits import MEGABYTE, CollectLimits
from terakoya.errors import SubmissionError
from terakoya.language import gettext as _

__all__ = ["read_notebook"]

_MAX_DIGITS = 100
_NEWEST_MINOR = 20  # a little room above today's 4.5; each new number costs a compiled schema
# A string; or a bracket; or a quotation mark that nothing closes. Possessive, so it never rescans.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}"]', re.DOTALL)


def read_notebook(content: bytes, limits: CollectLimits) -> Mapping[str, Any]:
    """Return the notebook in `content` as plain data.

    Raises:
        SubmissionError: it is too large, not UTF-8, no strict JSON, nested too deep, or no valid
            notebook of format 4.
    """
    if len(content) > limits.notebook_bytes:
        what = _("The file is larger than {limit} MB.").format(
            limit=limits.notebook_bytes // MEGABYTE
        )
        raise SubmissionError(what, remedy=_("Clear its outputs and hand it in again."))
    text = _decode(content)
    _require_shallow(content, limits.json_depth)
    notebook = _parse(text)
    _require_notebook(notebook, limits.cells)
    if "\\ud" in text.lower():
        _require_encodable(notebook)
    return dict(notebook)


def _refuse(what: str) -> NoReturn:
    raise SubmissionError(what, remedy=_("Save it again in JupyterLab and hand that in."))


def _decode(content: bytes) -> str:
    if content.startswith(b"\xef\xbb\xbf"):
        _refuse(_("The file begins with a byte order mark."))
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        _refuse(_("The file is not UTF-8, so it is not a notebook."))


def _require_shallow(content: bytes, limit: int) -> None:
    """Count brackets outside strings: a parser would run out of stack on deep ones."""
    depth = 0
    for match in _TOKEN.finditer(content):
        token = match[0]
        if token in (b"[", b"{"):
            depth += 1
        elif token in (b"]", b"}"):
            depth -= 1
        elif token == b'"':
            _refuse(_("The file is not valid JSON, so it is not a notebook."))
        if depth > limit:
            _refuse(_("Its JSON is nested more than {limit} deep.").format(limit=limit))


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_int=_read_int,
            parse_float=_read_float,
            object_pairs_hook=_read_object,
        )
    except json.JSONDecodeError as error:
        _refuse(
            _("The file is not valid JSON, so it is not a notebook (line {line}).").format(
                line=error.lineno
            )
        )


def _refuse_constant(name: str) -> NoReturn:
    _refuse(_("It holds {name}, which JSON does not allow.").format(name=name))


def _read_int(text: str) -> int:
    if len(text) > _MAX_DIGITS:
        _refuse(_("It holds a number of more than {limit} digits.").format(limit=_MAX_DIGITS))
    return int(text)


def _read_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        _refuse(_("It holds a number that is too large."))
    return number


def _read_object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        _refuse(_("A key of its JSON occurs twice."))
    return result


def _require_notebook(notebook: object, max_cells: int) -> None:
    if not isinstance(notebook, dict) or "nbformat" not in notebook:
        _refuse(_("The file is not a notebook."))
    version, minor = notebook["nbformat"], notebook.get("nbformat_minor")
    if version != 4 or type(version) is not int or type(minor) is not int:
        _refuse(_("It is not a notebook of format 4."))
    if not 0 <= minor <= _NEWEST_MINOR:
        _refuse(_("It is not a notebook of format 4."))
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not all(isinstance(cell, dict) for cell in cells):
        _refuse(_("The file is not a notebook."))
    if len(cells) > max_cells:
        what = _("It has more than {limit} cells.").format(limit=max_cells)
        raise SubmissionError(what, remedy=_("Remove the cells that you do not need."))
    _require_valid(notebook)


def _require_valid(notebook: dict[str, Any]) -> None:
    """Ask nbformat of what grading reads: what tools leave out or add costs nobody their work.

    The copy that is asked of lacks what grading makes anew or never looks at; the notebook is kept
    as it came.
    """
    minor = notebook["nbformat_minor"]
    metadata = notebook.get("metadata")
    asked = {
        "nbformat": 4,
        "nbformat_minor": minor,
        "metadata": {} if isinstance(metadata, dict) else metadata,
        "cells": [_as_asked(cell, minor) for cell in notebook["cells"]],
    }
    if minor >= 5:
        _add_ids(asked["cells"], [cell.get("id") for cell in notebook["cells"]])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            nbformat.validate(asked)
    except nbformat.ValidationError as error:
        reason = str(getattr(error, "message", error)).splitlines()[0][:200]
        _refuse(_("It breaks the rules of the notebook format: {reason}.").format(reason=reason))


def _as_asked(cell: Mapping[str, object], minor: int) -> dict[str, object]:
    """Return what grading reads of a cell: outputs are made anew, further keys not looked at."""
    keys = {"cell_type", "metadata", "source"} | ({"id"} if minor >= 5 else set())
    kept = {key: value for key, value in cell.items() if key in keys}
    if cell.get("cell_type") == "code":
        kept |= {"outputs": [], "execution_count": None}
    return kept


def _add_ids(cells: list[dict[str, object]], ids: list[object]) -> None:
    """Add the ids, with others for missing and repeated ones: older tools write those."""
    seen: list[Any] = []
    for place, (cell, name) in enumerate(zip(cells, ids, strict=True)):
        if not isinstance(name, str | None):  # nbformat 5.11 itself fails on some of them
            reason = f"'id': {name!r}"[:200]
            _refuse(
                _("It breaks the rules of the notebook format: {reason}.").format(reason=reason)
            )
        cell["id"] = f"cell-{place}" if name is None or name in seen else name
        seen.append(name)


def _require_encodable(notebook: dict[str, object]) -> None:
    """Half of a surrogate pair, written as an escape, could never be saved again."""
    try:
        json.dumps(notebook, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        _refuse(_("It holds half a character."))
