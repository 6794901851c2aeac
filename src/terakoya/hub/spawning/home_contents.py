"""What JupyterLab keeps in a home: refused in one sentence where the home is full."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError

from terakoya.hub.spawning.home_usage import read_usage
from terakoya.language import gettext as _
from terakoya.language import preferred_language, use_language

__all__ = ["HomeContentsManager", "full_sentence"]

_FULL = 507  # Insufficient Storage


class HomeContentsManager(AsyncLargeFileManager):
    """Files of a home, which has a quota."""

    async def save(self, model: dict[str, Any], path: str = "") -> dict[str, Any]:
        """Keep a file or make a folder.

        Raises:
            HTTPError: the home is full.
        """
        _refuse_where_full()
        kept: dict[str, Any] = await super().save(model, path)  # type: ignore[no-untyped-call]
        return kept

    async def copy(self, from_path: str, to_path: str | None = None) -> dict[str, Any]:
        """Copy a file.

        Raises:
            HTTPError: the home is full.
        """
        _refuse_where_full()
        made: dict[str, Any] = await super().copy(from_path, to_path)  # type: ignore[no-untyped-call]
        return made


def full_sentence() -> str:
    """Return what is said where a home is full, in the language of this server; empty elsewhere."""
    usage = read_usage(Path(os.environ.get("TERAKOYA_HOME_USAGE", "")))
    if usage is None or not usage.is_full:
        return ""
    with use_language(preferred_language(os.environ)):
        return _("Your home folder is full. Delete what you do not need, then save again.")


def _refuse_where_full() -> None:
    if said := full_sentence():
        raise HTTPError(_FULL, said)
