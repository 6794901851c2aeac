"""What comes over the network: read within bounds, and many at once within one bound for all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from starlette.exceptions import HTTPException
from starlette.requests import Request

from terakoya.delivery.limits import MEGABYTE
from terakoya.language import gettext as _

__all__ = ["BodyReader"]

ZIP = "application/zip"


@dataclass
class BodyReader:
    """Reads the bodies of requests; it is used on the event loop only.

    Attributes:
        most: bytes of one body.
        in_all: bytes that may be in memory at once; who comes then is asked to come again.
    """

    most: int = 50 * MEGABYTE
    in_all: int = 400 * MEGABYTE
    _held: int = field(default=0, init=False)

    @asynccontextmanager
    async def read(self, request: Request, kind: str = ZIP) -> AsyncIterator[bytes]:
        """Yield a body; it counts as held until the block ends.

        Raises:
            HTTPException: 413 too large, 415 of another kind, 503 too many at once; 400 where it
                broke off.
        """
        given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if given != kind:  # a page of another site cannot send this without being asked first
            raise HTTPException(415, _("Send it as {kind}.").format(kind=kind))
        self._require_modest(request)
        body = bytearray()
        try:
            async for part in request.stream():
                self._take(len(body), len(part))
                body += part
            yield bytes(body)
        finally:
            self._held -= len(body)

    def _require_modest(self, request: Request) -> None:
        told = request.headers.get("content-length", "")
        if told.isdecimal() and len(told) < 16 and int(told) > self.most:
            raise self._too_large()

    def _take(self, before: int, more: int) -> None:
        if before + more > self.most:
            raise self._too_large()
        if self._held + more > self.in_all:
            what = _("Too much is being handed in at this moment. Try again in a minute.")
            raise HTTPException(503, what, headers={"retry-after": "5"})
        self._held += more

    def _too_large(self) -> HTTPException:
        what = _("This is larger than {limit} MB. Clear the outputs, and leave large data out.")
        return HTTPException(413, what.format(limit=self.most // MEGABYTE))
