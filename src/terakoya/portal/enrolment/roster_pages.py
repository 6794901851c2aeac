"""A cohort's roster: taken as a file, changed by one with a preview, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.dates import LOCAL
from terakoya.delivery.roster import COLUMNS
from terakoya.delivery.roster_changes import (
    PlannedPerson,
    RosterChange,
    RosterChoice,
    RosterPlan,
    change_roster,
    list_roster_changes,
    plan_roster,
)
from terakoya.delivery.roster_fields import FIELDS, name_field
from terakoya.delivery.roster_undo import require_undo, undo_roster
from terakoya.delivery.roster_words import reading_sentences
from terakoya.errors import ConflictError, RosterError, TerakoyaError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, Tier
from terakoya.model.permissions import ANYTHING, Action, Of
from terakoya.portal.enrolment.roster_upload import (
    LARGEST_ROSTER,
    Upload,
    read_upload,
    upload_of_form,
)
from terakoya.portal.links import go_to
from terakoya.portal.listing import Column, give_csv
from terakoya.portal.page_context import PageContext, Sent
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.records import list_learners, list_withdrawn
from terakoya.records.cohort_records import find_learners
from terakoya.sheets import Sheet, make_book

__all__ = ["roster_router"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CARRIED = 4 * LARGEST_ROSTER // 3 + 256 * 2**10


def roster_router(context: PageContext) -> APIRouter:
    """Return the routes of a cohort's roster."""
    pages = _Pages(context)
    router = APIRouter()
    reading, path = ["GET", "HEAD"], "/cohorts/{cohort_id}/roster"
    router.add_api_route(path, pages.show, response_model=None, methods=reading)
    router.add_api_route(path, pages.change, response_model=None, methods=["POST"])
    router.add_api_route(f"{path}/preview", pages.preview, response_model=None, methods=["POST"])
    router.add_api_route(f"{path}.csv", pages.give, response_model=None, methods=reading)
    router.add_api_route(f"{path}.xlsx", pages.give_book, response_model=None, methods=reading)
    return router


@dataclass(frozen=True)
class _Listed:
    """What is taken of a list.

    An instructor says who takes part; what is known of people, and who is staff, is HR's to say.

    Attributes:
        unknown: who is not known yet, where whoever asks may make nobody known.
        left: of how many people the list tells something otherwise that is left as it is.
    """

    learners: tuple[Learner, ...]
    unknown: tuple[Learner, ...] = ()
    left: int = 0


@dataclass(frozen=True)
class _Change:
    """What a list tells otherwise of somebody: (heading, before, after) of each thing."""

    person: Learner
    values: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request, cohort_id: str) -> Response:
        """Show who takes part in figures, the form for a file, and the newest changes."""
        self._require(request, cohort_id)
        return self._page(request, self.context.cohort(cohort_id))

    def give(self, request: Request, cohort_id: str) -> Response:
        """Give the roster as CSV, with the headings of a roster."""
        self._require(request, cohort_id)
        people = self._people(self.context.cohort(cohort_id))
        self.context.note_look(request, Of(cohort=cohort_id), "roster")
        return give_csv(f"{cohort_id}-roster.csv", _columns(), people)

    def give_book(self, request: Request, cohort_id: str) -> Response:
        """Give the roster as a workbook, in which staff numbers keep their zeros."""
        self._require(request, cohort_id)
        cohort = self.context.cohort(cohort_id)
        rows = [[one.value(person) for one in _columns()] for person in self._people(cohort)]
        self.context.note_look(request, Of(cohort=cohort_id), "roster")
        content = make_book((Sheet(_("Roster"), list(COLUMNS), rows),), cohort.title)
        name = quote(f"{cohort_id}-roster.xlsx")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(content, 200, headers, _XLSX)

    async def preview(self, request: Request, cohort_id: str) -> Response:
        """Show what a file would change; nothing is changed."""
        try:
            upload = await read_upload(request, self.context, cohort_id)
        except TerakoyaError as error:
            said = error.sentence
            return await run_in_threadpool(self._refuse, request, cohort_id, said)
        return await run_in_threadpool(self._preview, request, cohort_id, upload)

    async def change(self, request: Request, cohort_id: str) -> Response:
        """Make the change that was seen, or put the last one back."""
        of = Of(cohort=cohort_id)
        form = await self.context.take_form(request, Action.MANAGE_ENROLMENT, of, largest=_CARRIED)
        return await run_in_threadpool(self._change, request, cohort_id, form)

    def _change(self, request: Request, cohort_id: str, form: Sent) -> Response:
        cohort, wish = self.context.cohort(cohort_id), form.one("do")
        if wish == "undo":
            return self._undo(request, cohort, form)
        if wish != "change":
            raise HTTPException(400)
        upload = upload_of_form(form)
        choice = RosterChoice(form.one("seen"), form.every("withdraw"), form.every("reinstate"))
        try:
            listed = self._listed(request, upload.read().learners)
            if listed.unknown:  # the form was never shown with a button
                raise HTTPException(400)
            done = change_roster(
                self.context.office.database,
                cohort,
                listed.learners,
                choice,
                self.context.stamp(request),
            )
        except ConflictError as error:
            return self._preview(request, cohort_id, upload, error.sentence)
        except TerakoyaError as error:
            return self._refuse(request, cohort_id, error.sentence)
        return self._done(request, cohort, "changed" if done is not None else "same")

    def _undo(self, request: Request, cohort: Cohort, form: Sent) -> Response:
        """Ask first: who came by the change is withdrawn. What is known of people is HR's."""
        people = self.context.permissions.may(request, Action.MANAGE_ENROLMENT, ANYTHING)
        database, stamp = self.context.office.database, self.context.stamp(request)
        try:
            if not form.one("confirmed"):
                with database.reading() as session:
                    changes = list_roster_changes(session, cohort.id)
                    found = _find_change(changes, form.one("at"))
                    if found is not None and found.is_last:
                        require_undo(session, cohort.id, found, people=people)
                        return render_page(request, "roster_undo.html", cohort=cohort, change=found)
            done = undo_roster(database, cohort, form.one("at"), stamp, people=people)
        except ConflictError as error:
            return self._page(request, cohort, problem=error.sentence, status=409)
        return self._done(request, cohort, "undone" if done else "same")

    def _done(self, request: Request, cohort: Cohort, what: str) -> Response:
        return go_to(request, f"/cohorts/{quote(cohort.id)}/roster?done={what}")

    def _refuse(self, request: Request, cohort_id: str, problem: str) -> Response:
        return self._page(request, self.context.cohort(cohort_id), problem=problem)

    def _preview(
        self, request: Request, cohort_id: str, upload: Upload, problem: str = ""
    ) -> Response:
        cohort = self.context.cohort(cohort_id)
        try:
            roster = upload.read()
        except RosterError as error:
            what, problems = error.what.split("\n")[0], error.problems
            return self._page(request, cohort, problem=what, problems=problems)
        except TerakoyaError as error:
            return self._page(request, cohort, problem=error.sentence)
        listed = self._listed(request, roster.learners)
        plan = plan_roster(self.context.office.database, cohort, listed.learners)
        return render_page(
            request,
            "roster_preview.html",
            409 if problem else 200,
            cohort=cohort,
            upload=upload,
            plan=plan,
            listed=listed,
            changes=[_tell_change(one) for one in plan.changed],
            read=tuple(reading_sentences(roster)),
            has_work=_has_work(plan),
            problem=problem,
        )

    def _page(
        self,
        request: Request,
        cohort: Cohort,
        problem: str = "",
        problems: tuple[str, ...] = (),
        status: int = 422,
    ) -> Response:
        people = self._people(cohort)
        with self.context.office.database.reading() as session:
            changes = list_roster_changes(session, cohort.id)
            gone = list_withdrawn(session, cohort.id)
        return render_page(
            request,
            "roster.html",
            status if problem else 200,
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort.id),
            count=len(people),
            gone=len(gone),
            columns=COLUMNS,
            changes=changes,
            done=request.query_params.get("done", ""),
            problem=problem,
            problems=problems,
        )

    def _people(self, cohort: Cohort) -> list[Learner]:
        """Return who takes part, as of today: a list that goes back in changes nothing."""
        today: date = self.context.office.clock().astimezone(LOCAL).date()
        with self.context.office.database.reading() as session:
            gone = list_withdrawn(session, cohort.id)
            people = list_learners(session, cohort.id, today)
        return [one for one in people if one.id not in gone]

    def _listed(self, request: Request, learners: Sequence[Learner]) -> _Listed:
        """Return what of a list somebody may say: HR all of it, an instructor who takes part."""
        if self.context.permissions.may(request, Action.MANAGE_ENROLMENT, ANYTHING):
            return _Listed(tuple(learners))
        today = self.context.office.clock().astimezone(LOCAL).date()
        with self.context.office.database.reading() as session:
            known = find_learners(session, [one.id for one in learners], today)
        return _Listed(
            tuple(known[one.id] for one in learners if one.id in known),
            tuple(one for one in learners if one.id not in known),
            sum(one.id in known and known[one.id] != one for one in learners),
        )

    def _require(self, request: Request, cohort_id: str) -> None:
        self.context.require(request, Action.MANAGE_ENROLMENT, Of(cohort=cohort_id))


def _find_change(changes: Sequence[RosterChange], at: str) -> RosterChange | None:
    return next((one for one in changes if one.at.isoformat() == at), None)


def _has_work(plan: RosterPlan) -> bool:
    return bool(plan.new or plan.changed or plan.not_listed or plan.withdrawn)


def _tell_change(one: PlannedPerson) -> _Change:
    values = []
    for name in one.changes:
        before, after = (_write(getattr(who, name)) for who in (one.known, one.learner))
        values.append((name_field(name), before, after))
    return _Change(one.learner, tuple(values))


def _write(value: object) -> str:
    return value.japanese if isinstance(value, Tier) else str(value)


def _columns() -> list[Column[Learner]]:
    return [
        Column[Learner](name, heading, partial(_write_field, name))
        for name, heading in zip(FIELDS, COLUMNS, strict=True)
    ]


def _write_field(name: str, person: Learner) -> str:
    return _write(getattr(person, name))
