"""`terakoya settings`: every setting of the workspace, and where its value comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit, urlunsplit

import typer

from terakoya.cli.console import print_json, print_table
from terakoya.language import gettext as _
from terakoya.model.ai_settings import PLACE, SECRET
from terakoya.model.settings import is_marked
from terakoya.workspace import find_workspace
from terakoya.workspace.settings import SETTINGS, Origin, trace_settings, variable_of

__all__ = ["settings"]


def settings(
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Show every setting, its value, and where that comes from: nothing is changed."""
    origins = trace_settings(find_workspace(Path.cwd()).root)
    if json:
        print_json([_document(origin) for origin in origins])
        return
    headings = (_("Setting"), _("Value"), _("From"))
    rows = ((origin.key, _shown(origin), origin.source or _("as usual")) for origin in origins)
    print_table(headings, rows)


def _document(origin: Origin) -> dict[str, object]:
    return {
        "key": origin.key,
        "value": _without_password(origin),
        "source": origin.source or None,
        "file": SETTINGS,
        "variable": variable_of(origin.key.split(".")),
    }


def _shown(origin: Origin) -> str:
    value = _without_password(origin)
    return "–" if value == "" else f"{value:g}" if isinstance(value, float) else str(value)


def _without_password(origin: Origin) -> object:
    """Return a value as it may be shown: of a place, where it is and not how to get in."""
    if not origin.value or not isinstance(origin.value, str):
        return origin.value
    if origin.key == "database_url":
        return _place_of_database(origin.value)
    if is_marked(origin.key, SECRET):
        return _("set, and not shown")
    return _place_of(origin.value) if is_marked(origin.key, PLACE) else origin.value


def _place_of_database(address: str) -> str:
    # SQLAlchemy, for those only who have named a database
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415
    from terakoya_autograde.storage import place_of, read_address  # noqa: PLC0415

    try:
        return place_of(read_address(address).set(query={}))  # drivers take passwords there
    except (ArgumentError, ValueError):
        return _("an address that cannot be read")


def _place_of(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return _("an address that cannot be read")
    if not parts.scheme or not host:  # what is no address may be a password all the same
        return _("an address that cannot be read")
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
