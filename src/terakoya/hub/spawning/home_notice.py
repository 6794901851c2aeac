"""The notice of a home that is nearly full: a file in it, which JupyterLab shows first.

The server inside writes it, with its owner's rights: nobody outside writes where a learner could
have laid a link. It goes when there is room again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from tornado.ioloop import IOLoop, PeriodicCallback

from terakoya.hub.spawning.home_usage import HomeUsage, read_usage
from terakoya.language import gettext as _
from terakoya.language import preferred_language, use_language

__all__ = ["keep_notice", "put_notice"]

_LOOK = 5_000  # milliseconds
_MB = 2**20


def keep_notice(loop: IOLoop) -> None:
    """Look every few seconds whether the notice is due."""
    home, told = Path.cwd(), Path(os.environ.get("TERAKOYA_HOME_USAGE", ""))
    loop.add_callback(PeriodicCallback(lambda: put_notice(home, read_usage(told)), _LOOK).start)


def put_notice(home: Path, usage: HomeUsage | None) -> None:
    """Put the notice into a home that is nearly full; take it away elsewhere."""
    with use_language(preferred_language(os.environ)):
        place = home / _("! Your folder is nearly full.md")
        text = _words(usage) if usage is not None and usage.is_nearly_full else ""
    with suppress(OSError):  # a folder of that name, or really no room
        if not text:
            place.unlink(missing_ok=True)
        elif not place.exists() or place.read_text(encoding="utf-8") != text:
            place.write_text(text, encoding="utf-8")


def _words(usage: HomeUsage) -> str:
    return _(
        "Your folder holds {used} of {quota} MB, in {entries} files and folders. When it is full,"
        " nothing more can be saved. Delete what you do not need; this notice then goes by itself."
    ).format(used=usage.used // _MB, quota=usage.quota // _MB, entries=usage.entries)
