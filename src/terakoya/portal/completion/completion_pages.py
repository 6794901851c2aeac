"""Completion: the departments that somebody manages, and everybody for HR. Nobody's answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from terakoya.language import gettext as _
from terakoya.model.permissions import ANYTHING, Action, Of, Scope, may
from terakoya.portal.completion.completion_rows import (
    FEWEST,
    CompletionRow,
    DepartmentRow,
    count_departments,
    read_completion,
)
from terakoya.portal.listing import Column, give_csv, make_listing, moment_order, read_wish
from terakoya.portal.page_context import PageContext
from terakoya.portal.page_rendering import render_page

__all__ = ["completion_router"]


def completion_router(context: PageContext) -> APIRouter:
    """Return the routes of completion."""
    pages = _Pages(context)
    router = APIRouter()
    for path, show in (
        ("/departments", pages.show_departments),
        ("/departments.csv", pages.give_departments),
        ("/people", pages.show_people),
        ("/people.csv", pages.give_people),
    ):
        router.add_api_route(path, show, response_model=None, methods=["GET", "HEAD"])
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show_departments(self, request: Request) -> Response:
        """Show the figures of the departments that whoever asks looks after."""
        rows = self._departments(request)
        caption = _("Completion by department")
        wish = read_wish(request)
        columns = _department_columns()
        listing = make_listing("departments", caption, columns, rows, wish, "/departments.csv")
        return render_page(request, "departments.html", listing=listing, fewest=FEWEST)

    def give_departments(self, request: Request) -> Response:
        """Give the same figures as CSV."""
        rows = self._departments(request)
        return give_csv("departments.csv", _department_columns(), rows, read_wish(request))

    def show_people(self, request: Request) -> Response:
        """Show who takes part in what, and has completed it."""
        rows = self._people(request, "people")
        wish, columns = read_wish(request), _people_columns()
        listing = make_listing(
            "people", _("People and completion"), columns, rows, wish, "/people.csv"
        )
        return render_page(request, "people.html", listing=listing)

    def give_people(self, request: Request) -> Response:
        """Give the same as CSV."""
        rows = self._people(request, "people.csv")
        return give_csv("people.csv", _people_columns(), rows, read_wish(request))

    def _departments(self, request: Request) -> list[DepartmentRow]:
        """Return the departments of whoever asks.

        Raises:
            HTTPException: 403 for who looks after none.
        """
        person = self.context.person(request)
        wanted = Action.SEE_COMPLETION
        if may(person, wanted, ANYTHING):
            return count_departments(read_completion(self.context.office), None)
        codes = {
            grant.where
            for grant in person.grants
            if grant.action is wanted and grant.scope is Scope.DEPARTMENT and grant.where
        }
        allowed = {code for code in codes if may(person, wanted, Of(department=code))}
        if not allowed:
            raise HTTPException(403)
        return count_departments(read_completion(self.context.office), allowed)

    def _people(self, request: Request, what: str) -> list[CompletionRow]:
        self.context.require(request, Action.EXPORT_PEOPLE, ANYTHING)
        self.context.note_look(request, Of(), what)
        return read_completion(self.context.office)


def _department_columns() -> list[Column[DepartmentRow]]:
    named = Column[DepartmentRow]
    return [
        named("department", _("Department"), lambda row: row.department or row.code),
        named("cohort", _("Cohort"), lambda row: row.cohort),
        named("course", _("Course"), lambda row: row.course),
        named(
            "people",
            _("Taking part"),
            lambda row: row.people_words,
            order=lambda row: row.people_told,
        ),
        _shared("begun", _("Handed in something"), lambda row: row.begun),
        _shared("complete", _("Completed"), lambda row: row.complete),
    ]


def _shared(key: str, words: str, count: Callable[[DepartmentRow], int]) -> Column[DepartmentRow]:
    """Return a column of how many, in words, as a bar, and sorted by the share that is told."""
    return Column[DepartmentRow](
        key,
        words,
        lambda row: row.words(count(row)),
        order=lambda row: row.share(count(row)),
        share=lambda row: row.share(count(row)),
    )


def _people_columns() -> list[Column[CompletionRow]]:
    named = Column[CompletionRow]
    return [
        named("id", _("Staff number"), lambda row: row.learner.id),
        named("name", _("Name"), lambda row: row.learner.name),
        named("code", _("Department code"), lambda row: row.learner.department_code),
        named("department", _("Department"), lambda row: row.learner.department),
        named("cohort", _("Cohort"), lambda row: row.cohort.title),
        named("course", _("Course"), lambda row: row.course),
        named("done", _("Graded assignments"), lambda row: row.done),
        named("all", _("Assignments"), lambda row: row.all),
        named(
            "complete",
            _("Completed"),
            lambda row: _("Completed") if row.is_complete else _("Not completed"),
        ),
        named(
            "handed_in",
            _("Handed in last"),
            lambda row: row.handed_in,
            order=lambda row: moment_order(row.handed_in_at),
            is_text=True,
        ),
    ]
