"""Marking by hand: what waits for a person, and one answer after the other."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from terakoya.delivery.typed_numbers import read_number
from terakoya.errors import ConflictError, GradingError, UsageError, WorkspaceError
from terakoya.grading import CourseDirectory
from terakoya.grading.given_marks import (
    LONGEST_COMMENT,
    Answer,
    AnswerKey,
    Mark,
    MarkChange,
    find_answer,
    give_mark,
    list_answers,
)
from terakoya.grading.late_points import settle_late_points
from terakoya.grading.shown_answer import read_answer
from terakoya.language import gettext as _
from terakoya.model import Cohort
from terakoya.model.permissions import Action, Of
from terakoya.portal.links import go_to
from terakoya.portal.listing import Column, give_csv, make_listing, read_wish
from terakoya.portal.page_context import NO_FORM, PageContext, Sent, said
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.portal.teaching.marking_queue import AnswerQueue, AnswerRow
from terakoya.portal.teaching.undoing_marks import UndoableMarks
from terakoya.records import list_learners, list_withdrawn
from terakoya.workspace.cohort_course import assignment_title
from terakoya.workspace.outline import read_outline

__all__ = ["marking_router"]

_ONE = "/cohorts/{cohort_id}/marking/{assignment_id}/{learner_id}/{notebook}/{item_id}"
_LARGEST = 256 * 2**10  # bytes: two comments of full length, the one that was seen, too


def marking_router(context: PageContext) -> APIRouter:
    """Return the routes of marking by hand."""
    pages = _Pages(context)
    router = APIRouter()
    for path, show in (
        ("/cohorts/{cohort_id}/marking", pages.show),
        ("/cohorts/{cohort_id}/marking.csv", pages.give),
        (_ONE, pages.show_answer),
    ):
        router.add_api_route(path, show, response_model=None, methods=["GET", "HEAD"])
    router.add_api_route(_ONE, pages.mark, response_model=None, methods=["POST"])
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext
    undoable: UndoableMarks = field(default_factory=UndoableMarks)

    def show(self, request: Request, cohort_id: str) -> Response:
        """Show what waits for a person, and what was marked."""
        cohort, queue = self._read(request, cohort_id)
        self.context.note_look(request, Of(cohort=cohort_id), "marking")
        csv = f"/cohorts/{quote(cohort_id)}/marking.csv"
        listing = make_listing(
            "marking", _("Marking by hand"), _columns(), queue.rows, read_wish(request), csv
        )
        return render_page(
            request,
            "marking.html",
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort_id),
            listing=listing,
            waiting=len(queue.waiting),
            first=queue.waiting[0].address if queue.waiting else "",
            done=bool(request.query_params.get("done")),
        )

    def give(self, request: Request, cohort_id: str) -> Response:
        """Give the list as CSV."""
        _cohort, queue = self._read(request, cohort_id)
        self.context.note_look(request, Of(cohort=cohort_id), "marking")
        return give_csv(f"{cohort_id}-marking.csv", _columns(), queue.rows, read_wish(request))

    def show_answer(
        self,
        request: Request,
        cohort_id: str,
        assignment_id: str,
        learner_id: str,
        notebook: str,
        item_id: str,
    ) -> Response:
        """Show one answer with the form to mark it."""
        key = AnswerKey(assignment_id, learner_id, notebook, item_id)
        return self._answer(request, cohort_id, key)

    async def mark(
        self,
        request: Request,
        cohort_id: str,
        assignment_id: str,
        learner_id: str,
        notebook: str,
        item_id: str,
    ) -> Response:
        """Keep what is given to one answer; then the next one comes."""
        of = Of(cohort=cohort_id)
        form = await self.context.take_form(request, Action.MANAGE_COHORT, of, largest=_LARGEST)
        key = AnswerKey(assignment_id, learner_id, notebook, item_id)
        return await run_in_threadpool(self._mark, request, cohort_id, key, form)

    def _mark(self, request: Request, cohort_id: str, key: AnswerKey, form: Sent) -> Response:
        office, directory = self.context.office, self._directory(cohort_id)
        stamp, is_undo = self.context.stamp(request), form.one("do") == "undo"
        try:
            mark, seen = self._read_sent(request, cohort_id, key, form)
            change = give_mark(directory, office.database, key, mark, seen, stamp)
        except (UsageError, ConflictError) as error:
            typed = NO_FORM if is_undo else form
            return self._answer(request, cohort_id, key, problem=error.sentence, form=typed)
        if change is not None:
            self.undoable.keep(stamp.by, cohort_id, key, change)
        with suppress(WorkspaceError, GradingError):  # else the next grading does it
            settle_late_points(office.workspace, office.database, cohort_id, key.assignment_id)
        if form.one("do") != "next":
            return go_to(request, f"{_address(cohort_id, key)}?done=1")
        _cohort, queue = self._read(request, cohort_id)
        following = queue.after(key)
        place = f"/cohorts/{quote(cohort_id)}/marking?done=1"
        return go_to(request, following.address if following is not None else place)

    def _read_sent(
        self, request: Request, cohort_id: str, key: AnswerKey, form: Sent
    ) -> tuple[Mark, Mark]:
        """Return what is to be given, and what was seen.

        Raises:
            UsageError: the points are no number, or there is nothing to be put back.
        """
        if form.one("do") != "undo":
            return _read_mark(form, ""), _read_mark(form, "seen_")
        change = self._undoable(request, cohort_id, find_answer(self._directory(cohort_id), key))
        if change is None:
            raise UsageError(_("There is nothing to undo any more."))
        return change.before, change.now

    def _undoable(
        self, request: Request, cohort_id: str, answer: Answer | None
    ) -> MarkChange | None:
        if answer is None:
            return None
        by = self.context.stamp(request).by
        return self.undoable.find(by, cohort_id, answer.key, answer.mark)

    def _answer(
        self,
        request: Request,
        cohort_id: str,
        key: AnswerKey,
        *,
        problem: str = "",
        form: Sent = NO_FORM,
    ) -> Response:
        cohort, queue = self._read(request, cohort_id)
        directory, office = self._directory(cohort_id), self.context.office
        answer = find_answer(directory, key)
        with office.database.reading() as session:
            people = {one.id: one.name for one in list_learners(session, cohort_id)}
        if answer is None or key.learner_id not in people:
            raise HTTPException(404)
        of = Of(cohort=cohort_id, learner=key.learner_id, assignment=key.assignment_id)
        self.context.note_look(request, of, "marking")
        row = self._row(cohort, answer, people, {})
        return render_page(
            request,
            "marking_answer.html",
            422 if problem else 200,
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort_id),
            row=row,
            answer=answer,
            shown=read_answer(office.workspace, directory, key),
            waiting=len(queue.waiting),
            before=queue.neighbour(key, -1),
            after=queue.neighbour(key, 1),
            longest=LONGEST_COMMENT,
            problem=problem,
            typed=form,
            done=bool(request.query_params.get("done")),
            can_undo=self._undoable(request, cohort_id, answer) is not None,
        )

    def _read(self, request: Request, cohort_id: str) -> tuple[Cohort, AnswerQueue]:
        self.context.require(request, Action.MANAGE_COHORT, Of(cohort=cohort_id))
        cohort, office = self.context.cohort(cohort_id), self.context.office
        with office.database.reading() as session:
            people = {one.id: one.name for one in list_learners(session, cohort_id)}
            gone = list_withdrawn(session, cohort_id)
        titles: dict[str, Mapping[tuple[str, str], str]] = {}
        rows = tuple(
            self._row(cohort, answer, people, titles)
            for answer in list_answers(self._directory(cohort_id))
            if answer.key.learner_id in people and answer.key.learner_id not in gone
        )
        return cohort, AnswerQueue(rows)

    def _row(
        self,
        cohort: Cohort,
        answer: Answer,
        people: Mapping[str, str],
        titles: dict[str, Mapping[tuple[str, str], str]],
    ) -> AnswerRow:
        key, workspace = answer.key, self.context.office.workspace
        if key.assignment_id not in titles:
            titles[key.assignment_id] = self._item_titles(key.assignment_id)
        return AnswerRow(
            answer,
            people[key.learner_id],
            said(assignment_title(workspace, cohort, key.assignment_id)),
            titles[key.assignment_id].get((key.notebook, key.item), key.item),
            _address(cohort.id, key),
        )

    def _item_titles(self, assignment_id: str) -> Mapping[tuple[str, str], str]:
        workspace = self.context.office.workspace
        with suppress(WorkspaceError, GradingError, UsageError):
            outline = read_outline(workspace, workspace.read_assignment(assignment_id))
            return {item.key: item.title or item.id for item in outline}
        return {}

    def _directory(self, cohort_id: str) -> CourseDirectory:
        return CourseDirectory(self.context.office.workspace.cohort(cohort_id))


def _address(cohort_id: str, key: AnswerKey) -> str:
    parts = (key.assignment_id, key.learner_id, key.notebook, key.item)
    return f"/cohorts/{quote(cohort_id)}/marking/" + "/".join(quote(one, safe="") for one in parts)


def _read_mark(form: Sent, prefix: str) -> Mark:
    """Return what a form says of a mark.

    Raises:
        UsageError: the points are no number.
    """
    points = form.one(f"{prefix}points")
    return Mark(
        read_number(points) if points else None,
        form.text(f"{prefix}comment").strip(),
        bool(form.one(f"{prefix}waits")),
    )


def _columns() -> list[Column[AnswerRow]]:
    named = Column[AnswerRow]
    return [
        named("name", _("Name"), lambda row: row.name, link=lambda row: row.address),
        named("assignment", _("Assignment"), lambda row: row.assignment),
        named("item", _("Item"), lambda row: row.item),
        named("state", _("Status"), lambda row: row.words),
        named("points", _("Score"), lambda row: row.answer.mark.points),
        named("full", _("Full score"), lambda row: row.answer.full),
        named("id", _("Staff number"), lambda row: row.answer.key.learner_id),
    ]
