"""Backups: when the last one was made and where it is, a new one, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response

from terakoya.language import gettext as _
from terakoya.model import local_time
from terakoya.model.permissions import ANYTHING, Action
from terakoya.portal.administering.backup_rows import (
    BackupRow,
    is_overdue,
    last_failure,
    note_taken,
    read_backup_rows,
)
from terakoya.portal.links import go_to
from terakoya.portal.listing import Column, make_listing, read_wish
from terakoya.portal.page_context import PageContext
from terakoya.portal.page_rendering import render_page

__all__ = ["backup_router"]


def backup_router(context: PageContext) -> APIRouter:
    """Return the routes of backups."""
    pages = _Pages(context)
    router = APIRouter()
    reading = ["GET", "HEAD"]
    router.add_api_route("/backups", pages.show, response_model=None, methods=reading)
    router.add_api_route("/backups", pages.start, response_model=None, methods=["POST"])
    router.add_api_route("/backups/{name}", pages.give, response_model=None, methods=reading)
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request) -> Response:
        """Show what there is, and how far the one in the making is."""
        self.context.require(request, Action.MAKE_BACKUPS, ANYTHING)
        office = self.context.office
        backups = office.backups
        with office.database.reading() as session:
            rows, failure = read_backup_rows(session, backups), last_failure(session)
        work = backups.work() if backups is not None else None
        listing = make_listing("backups", _("Backups"), _columns(), rows, read_wish(request))
        return render_page(
            request,
            "backups.html",
            listing=listing,
            last=rows[0] if rows else None,
            failure=failure if work is None else "",
            overdue=is_overdue(rows, backups, office.clock()),
            days=backups.remind_days if backups is not None else 0,
            folder=str(backups.folder) if backups is not None else "",
            work=work,
            begun="begun" in request.query_params,
        )

    async def start(self, request: Request) -> Response:
        """Begin one."""
        await self.context.take_form(request, Action.MAKE_BACKUPS, ANYTHING)
        return await run_in_threadpool(self._start, request)

    def _start(self, request: Request) -> Response:
        if self.context.office.backups is None:
            raise HTTPException(404)
        self.context.office.backups.start(self.context.stamp(request).by)
        return go_to(request, "/backups?begun=yes")

    def give(self, request: Request, name: str) -> Response:
        """Give one as a file, and note who took it."""
        self.context.require(request, Action.MAKE_BACKUPS, ANYTHING)
        office = self.context.office
        path = office.backups.find(name) if office.backups is not None else None
        if path is None:
            raise HTTPException(404)
        if request.method == "GET":
            note_taken(office.database, path, self.context.stamp(request))
        kept = {"cache-control": "no-store"}
        return FileResponse(path, media_type="application/zip", filename=name, headers=kept)


def _columns() -> list[Column[BackupRow]]:
    return [
        Column[BackupRow]("at", _("When"), lambda row: local_time(row.at)),
        Column[BackupRow]("by", _("Who"), lambda row: row.by),
        Column[BackupRow]("state", _("Status"), lambda row: row.state),
        Column[BackupRow]("size", _("Size (MB)"), lambda row: row.megabytes),
        Column[BackupRow](
            "file",
            _("File"),
            lambda row: row.file,
            lambda row: f"/backups/{quote(row.name)}" if row.name else "",
        ),
    ]
