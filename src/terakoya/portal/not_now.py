"""What visitors are told while the records or the disk cannot be used: come again, and when.

Nothing was changed. The site goes on by itself as soon as they can.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from terakoya.errors import NotNowError, disk_failure
from terakoya.language import gettext as _
from terakoya.logs import get_logger
from terakoya.portal.page_rendering import show_trouble
from terakoya.records import Database

__all__ = ["AGAIN", "Condition", "is_passing", "note_trouble", "say_not_now", "show_not_now"]

AGAIN = {"retry-after": "10", "cache-control": "no-store"}
"""The headers of such an answer: in how many seconds to ask again."""
_LITTLE = 64 * 2**20  # bytes of disk, with which a hand-in or two are still taken
_log = get_logger("portal")


def is_passing(error: BaseException) -> bool:
    """Tell whether an error is of the machine, and may pass: busy, away, or without room."""
    return isinstance(error, NotNowError) or disk_failure(error) is not None


def note_trouble(error: BaseException) -> None:
    """Tell in the log what is in the way."""
    reason = error.trouble.value if isinstance(error, NotNowError) else type(error).__name__
    _log.warning("the records or the disk cannot be used just now", error=reason)


def say_not_now() -> tuple[str, str]:
    """Return what happened, and what to do, for people who cannot do anything about it."""
    return (
        _("The site cannot reach its records just now."),
        _(
            "Nothing was changed. Wait a minute and try again. If that does not help, tell the"
            " administrator."
        ),
    )


def show_not_now(request: Request, error: BaseException) -> HTMLResponse:
    """Return that as a page, with 503."""
    note_trouble(error)
    title, remedy = say_not_now()
    answer = show_trouble(request, 503, title, remedy, framed=False)
    answer.headers.update(AGAIN)
    return answer


@dataclass(frozen=True)
class Condition:
    """Whether the site can do its work now; asked by whatever watches it.

    Attributes:
        var: where what is handed in is kept.
    """

    database: Database | None = None
    var: Path | None = None

    async def answer(self) -> Response:
        """Answer 200, or 503 with a word: ``records`` or ``disk``."""
        trouble = await run_in_threadpool(self.find_trouble)
        if not trouble:
            return PlainTextResponse("ok")
        return PlainTextResponse(trouble, 503, headers=AGAIN)

    def find_trouble(self) -> str:
        """Return what is in the way, as that word; empty for nothing."""
        try:
            if self.database is not None:
                with self.database.reading() as session:
                    session.execute(text("SELECT 1"))
        except NotNowError as error:
            note_trouble(error)
            return "records"
        if self.var is not None and shutil.disk_usage(self.var).free < _LITTLE:
            return "disk"
        return ""
