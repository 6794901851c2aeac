"""What the rooms of an office work with: the workspace, its records, and who may what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection, Request

from terakoya.language import current_language
from terakoya.model import Cohort, Stamp, Text
from terakoya.model.mail_settings import MailSettings
from terakoya.model.permissions import Action, Of, Person
from terakoya.portal.access import Permissions
from terakoya.portal.administering.backup_seam import Backups
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.form_guard import LARGEST_FORM, FormGuard, read_form
from terakoya.portal.looks import Looks
from terakoya.portal.surroundings import Places
from terakoya.portal.teaching.regrading import Regrading
from terakoya.records import Database, find_cohort
from terakoya.workspace import Workspace

__all__ = ["NO_FORM", "Office", "PageContext", "Sent", "said"]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Office:
    """A workspace with accounts.

    Attributes:
        clock: tells the moment, with its time zone.
        places: addresses beside the portal's own.
        has_refreshers: whether the site has pages of refreshers.
        sandbox: False lets learners' code run with our own rights when it is graded again.
        mail: the server that notices go through.
        is_live: whether the site tells open pages what happens, at ``/events``.
        backups: makes backups; without it the site only tells of those that were made.
    """

    workspace: Workspace
    database: Database
    clock: Callable[[], datetime] = _now
    places: Places = field(default_factory=Places)
    has_refreshers: bool = True
    is_live: bool = False
    sandbox: bool = True
    backups: Backups | None = None
    mail: MailSettings = field(default_factory=MailSettings)


@dataclass(frozen=True)
class Sent:
    """A form that a page of this site sent: each field with what was given for it."""

    fields: dict[str, list[str]]

    def one(self, name: str) -> str:
        """Return a field without spaces around it; empty where it is not there."""
        return self.fields.get(name, [""])[-1].strip()

    def text(self, name: str) -> str:
        """Return a field as it was typed, with the line ends of text files."""
        return self.fields.get(name, [""])[-1].replace("\r\n", "\n")

    def every(self, name: str) -> tuple[str, ...]:
        """Return all that was chosen for a field."""
        return tuple(self.fields.get(name, ()))


NO_FORM = Sent({})
"""A page that nothing was sent to: every field of it is empty."""


@dataclass(frozen=True)
class PageContext:
    """What a room's pages ask before they answer; `exchange` takes what is handed in."""

    office: Office
    permissions: Permissions
    forms: FormGuard
    exchange: ExchangeService | None = None

    @cached_property
    def looks(self) -> Looks:
        """Who saw whose marks."""
        return Looks(self.office.database, self.office.clock)

    @cached_property
    def regrading(self) -> Regrading:
        """What is graded again, by cohort."""
        office = self.office
        return Regrading(office.workspace, office.database, office.clock, sandbox=office.sandbox)

    def note_look(self, connection: HTTPConnection, of: Of, what: str) -> None:
        """Note that whoever asks is shown marks that are not their own."""
        self.looks.note(self.person(connection), of, what)

    def person(self, connection: HTTPConnection) -> Person:
        """Return who is asking."""
        return self.permissions.access.person(connection)

    def require(self, connection: HTTPConnection, action: Action, of: Of) -> None:
        """Go on only with what is allowed.

        Raises:
            HTTPException: 403.
        """
        self.permissions.require(connection, action, of)

    async def take_form(
        self, request: Request, action: Action, of: Of, *, largest: int = LARGEST_FORM
    ) -> Sent:
        """Read a form of a page that this person was shown, from who may do what it is for.

        Args:
            largest: so many bytes are read.

        Raises:
            HTTPException: 403 for who may not and for another page's form, 411 or 413 for one that
                is too large.
        """
        await run_in_threadpool(self.require, request, action, of)
        fields = await read_form(request, largest)
        said = {name: values[-1] for name, values in fields.items()}
        self.forms.require(request, self.person(request), said)
        return Sent(fields)

    def cohort(self, cohort_id: str) -> Cohort:
        """Return a cohort.

        Raises:
            HTTPException: 404, where there is none.
        """
        with self.office.database.reading() as session:
            cohort = find_cohort(session, cohort_id)
        if cohort is None:
            raise HTTPException(404)
        return cohort

    def stamp(self, connection: HTTPConnection) -> Stamp:
        """Return who does something now, for the log."""
        person = self.person(connection)
        return Stamp(self.office.clock(), person.account or person.id)


def said(text: Text) -> str:
    """Return a text in the language of the moment."""
    return text.in_language(current_language())
