"""A site with an exchange, whose learners and instructors carry tokens."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from terakoya.delivery import create_cohort, enrol_roster
from terakoya.model.permissions import NOBODY, Person, Role, grants_of
from terakoya.portal import create_portal
from terakoya.portal.exchange_api import PREFIX, ExchangeService
from terakoya.portal.workspace_site import WorkspaceSite
from terakoya.records import Database, open_database
from terakoya.workspace import Workspace
from tests.unit.delivery.classroom import LEARNERS, NOW, Classroom, notebook_bytes, write_workspace

__all__ = ["ALPHA", "ExchangeRoom", "TokenAccess", "make_room", "zipped"]

ALPHA = {"one.ipynb": notebook_bytes("a-1", "a-2"), "two.ipynb": notebook_bytes("b-1", "b-2")}
"""What somebody hands in of the assignment alpha."""


@dataclass
class TokenAccess:
    """Whoever carries a token is who is named here; everybody else is nobody."""

    people: dict[str, Person] = field(default_factory=dict)

    def person(self, connection: HTTPConnection) -> Person:
        """Return who is asking."""
        kind, _space, token = connection.headers.get("authorization", "").partition(" ")
        return self.people.get(token, NOBODY) if kind.lower() == "token" else NOBODY


def learner(number: str, cohort: str = "spring") -> Person:
    """Return somebody who learns in one cohort."""
    return Person(number, grants_of(Role.LEARNER, cohort), f"account-{number}")


@dataclass
class ExchangeRoom:
    """The site and its people: tokens are staff numbers, `teacher` and `stranger`.

    Attributes:
        now: what the site's clock says.
    """

    workspace: Workspace
    database: Database
    now: datetime = NOW
    people: TokenAccess = field(default_factory=TokenAccess)

    def __post_init__(self) -> None:
        self.people.people |= {each.id: learner(each.id) for each in LEARNERS}
        teacher = grants_of(Role.INSTRUCTOR, "spring")
        self.people.people["teacher"] = Person("", teacher, "teacher")
        self.people.people["stranger"] = Person("99", grants_of(Role.LEARNER, "other"))
        self.service = ExchangeService(self.workspace, self.database, lambda: self.now)

    @property
    def classroom(self) -> Classroom:
        """The workspace with its cohort."""
        return Classroom(self.workspace, self.database)

    @property
    def portal(self) -> FastAPI:
        """The site."""
        source = WorkspaceSite(self.workspace, self.database)
        return create_portal(source, self.people, exchange=self.service)

    def ask(
        self,
        method: str,
        path: str,
        who: str = "00101",
        content: bytes | None = None,
        **headers: str,
    ) -> httpx.Response:
        """Ask the exchange; names of headers are written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return asyncio.run(self._ask(method, path, who, content, named))

    async def _ask(
        self,
        method: str,
        path: str,
        who: str,
        content: bytes | None,
        headers: Mapping[str, str],
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.portal, raise_app_exceptions=False)
        base = "http://127.0.0.1:8000"
        carried = {"authorization": f"token {who}", "accept-language": "en", **headers}
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await client.request(method, PREFIX + path, content=content, headers=carried)

    def hand_in(
        self,
        files: Mapping[str, bytes],
        who: str = "00101",
        key: str = "token-0001",
        **query: str,
    ) -> httpx.Response:
        """Hand in files of alpha."""
        more = "&".join(f"{name}={value}" for name, value in query.items())
        path = f"/cohorts/spring/assignments/alpha/hand-ins?{more}"
        return self.ask(
            "POST", path, who, zipped(files), content_type="application/zip", idempotency_key=key
        )

    def events(self) -> list[str]:
        """Return the kinds of what happened since the cohort was made."""
        from terakoya.records import list_events  # noqa: PLC0415 - one name of many

        with self.database.reading() as session:
            return [event.kind.value for _stamp, event in list_events(session, "spring")][5:]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2027, 4, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def make_room(root: Path, url: Any = None) -> ExchangeRoom:
    """Make a workspace with its cohort and four learners; alpha is released."""
    workspace = write_workspace(root)
    for name, content in ALPHA.items():
        path = workspace.release("alpha") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    database = open_database(url or f"sqlite:///{workspace.var / 'terakoya.db'}")
    room = ExchangeRoom(workspace, database)
    cohort = room.classroom.cohort
    create_cohort(database, workspace, cohort, NOW)
    enrol_roster(database, cohort, LEARNERS, NOW)
    return room
