"""`terakoya settings`: every setting of the workspace, and where its value comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.console import print_json, print_table
from terakoya.language import gettext as _
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
    """Return a value as it may be shown: of a database, where it is and not how to get in."""
    if origin.key != "database_url" or not origin.value:
        return origin.value
    # SQLAlchemy, for those only who have named a database
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415
    from terakoya_autograde.storage import place_of, read_address  # noqa: PLC0415

    try:
        return place_of(read_address(origin.value).set(query={}))  # drivers take passwords there
    except (ArgumentError, ValueError):
        return _("an address that cannot be read")
