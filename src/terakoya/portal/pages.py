"""The pages: home, a cohort's results, one learner's feedback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import HTMLResponse, Response

from terakoya.language import gettext as _
from terakoya.model.permissions import ANYTHING, Action, Of, Person, Scope
from terakoya.model.standing import Standing
from terakoya.portal.access import Permissions
from terakoya.portal.choosing_learners import LATE, Choice, list_departments
from terakoya.portal.cohort_columns import cohort_columns
from terakoya.portal.cohort_figures import sort_rows, summarise_cohort
from terakoya.portal.headers import FEEDBACK_POLICY
from terakoya.portal.links import go_to, link_to, path_within
from terakoya.portal.listing import give_csv
from terakoya.portal.page_rendering import render_page, write_points
from terakoya.portal.papers import PaperFile, PaperStore
from terakoya.portal.site import AssignmentLink, Cell, CohortLink, SiteSource
from terakoya.portal.surroundings import CohortFrame, has_any

__all__ = ["InOffice", "page_router"]

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_METHODS = ["GET", "HEAD"]
_CONTENT = '<main id="content">'


def _here(_person: Person) -> str:
    return ""


def _no_note(_request: Request, _of: Of, _what: str) -> None:
    """Where nobody logs in, nobody looks by name."""


def _no_frame(_request: Request, _cohort_id: str) -> CohortFrame:
    return CohortFrame()


@dataclass(frozen=True)
class InOffice:
    """What is otherwise where people have accounts.

    Attributes:
        start: tells where else than on the first page somebody begins; empty for there.
        frame: tells what stands around a cohort's page.
        note_look: notes that somebody is shown marks.
    """

    start: Callable[[Person], str] = _here
    frame: Callable[[Request, str], CohortFrame] = _no_frame
    note_look: Callable[[Request, Of, str], None] = _no_note


def page_router(
    source: SiteSource,
    permissions: Permissions,
    *,
    refreshers: bool = False,
    papers: PaperStore | None = None,
    in_office: InOffice | None = None,
) -> APIRouter:
    """Return the routes of the pages. Each asks `permissions` before it asks `source`.

    `refreshers` says whether the site has pages of refreshers to link to; `papers` holds the
    handouts and slides that the first page offers. `in_office`: what is otherwise in an office.
    """
    pages = _Pages(source, permissions, refreshers, papers, in_office or InOffice())
    router = APIRouter()
    for path, show in (
        ("/", pages.show_home),
        ("/materials", pages.show_home),
        ("/cohorts/{cohort_id}", pages.show_cohort),
        ("/cohorts/{cohort_id}/grades.xlsx", pages.give_grades),
        ("/cohorts/{cohort_id}/results.csv", pages.give_results),
        ("/cohorts/{cohort_id}/feedback/{learner_id}/{assignment_id}", pages.show_feedback),
    ):
        router.add_api_route(path, show, response_model=None, methods=_METHODS)
    return router


def _read_choice(standing: str = "", department: str = "", q: str = "", sort: str = "") -> Choice:
    return Choice(standing, department, q, sort)


@dataclass(frozen=True)
class AssignmentCard:
    """An assignment with all that it is turned into; `practised_by` are cohorts with refreshers."""

    link: AssignmentLink
    papers: tuple[PaperFile, ...] = ()
    practised_by: tuple[CohortLink, ...] = ()


@dataclass(frozen=True)
class _Pages:
    source: SiteSource
    permissions: Permissions
    refreshers: bool
    papers: PaperStore | None
    in_office: InOffice

    def show_home(self, request: Request, archived: str = "") -> Response:
        """Show cohorts and assignments; archived cohorts only where `archived` asks for them.

        In an office, whoever has a room of their own begins there.
        """
        self.permissions.require(request, Action.SEE_SITE, ANYTHING)
        person = self.permissions.access.person(request)
        start = self.in_office.start(person)
        if start and path_within(request.scope) == "/":
            return go_to(request, start)
        may = partial(self.permissions.may, request)
        known = [
            entry for entry in self.source.cohorts() if may(Action.SEE_RESULTS, Of(cohort=entry.id))
        ]
        cohorts = [entry for entry in known if not entry.archived]
        found = (self._card(entry, cohorts, may) for entry in self.source.assignments())
        cards = [card for card in found if card is not None]
        return render_page(
            request,
            "home.html",
            cohorts=cohorts,
            archived=[entry for entry in known if entry.archived],
            shows_archived=bool(archived),
            follows=bool(known) or has_any(person, Action.SEE_RESULTS, Scope.EVERYTHING),
            cards=cards,
        )

    def _card(
        self, link: AssignmentLink, cohorts: Sequence[CohortLink], may: Callable[[Action, Of], bool]
    ) -> AssignmentCard | None:
        """Return what a visitor may have of an assignment; None where that is nothing."""
        of = Of(assignment=link.id)
        app, exercise, paper = (
            may(action, of) for action in (Action.USE_APP, Action.TAKE_EXERCISE, Action.READ_PAPER)
        )
        if not (app or exercise or paper):
            return None
        practised = (entry for entry in cohorts if link.id in entry.assignments)
        return AssignmentCard(
            replace(link, has_app=link.has_app and app, release=link.release if exercise else None),
            papers=self.papers.files(link.id) if paper and self.papers is not None else (),
            practised_by=tuple(practised) if self.refreshers and link.has_refreshers else (),
        )

    def show_cohort(
        self,
        request: Request,
        cohort_id: str,
        *,
        choice: Annotated[Choice, Depends(_read_choice)],
    ) -> HTMLResponse:
        self.permissions.require(request, Action.SEE_RESULTS, Of(cohort=cohort_id))
        page = self.source.cohort(cohort_id)
        if page is None:
            raise HTTPException(404)
        self.in_office.note_look(request, Of(cohort=cohort_id), "results")
        return render_page(
            request,
            "cohort.html",
            page=page,
            rows=sort_rows(choice.choose(page), choice.sort),
            choice=choice,
            standings=tuple(Standing),
            late=LATE if page.has_due_dates or choice.standing == LATE else "",
            departments=list_departments(page.rows),
            summaries=summarise_cohort(page),
            refreshers=self.refreshers,
            cohort_frame=self.in_office.frame(request, cohort_id),
        )

    def give_grades(self, request: Request, cohort_id: str) -> Response:
        """Give the results of everybody as a workbook."""
        self.permissions.require(request, Action.SEE_RESULTS, Of(cohort=cohort_id))
        book = self.source.grade_book(cohort_id)
        if book is None:
            raise HTTPException(404)
        self.in_office.note_look(request, Of(cohort=cohort_id), "results.xlsx")
        name = quote(f"{cohort_id}.xlsx")
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
        return Response(book, media_type=_XLSX, headers=headers)

    def give_results(
        self,
        request: Request,
        cohort_id: str,
        *,
        choice: Annotated[Choice, Depends(_read_choice)],
    ) -> Response:
        """Give the rows that the page shows, as CSV."""
        self.permissions.require(request, Action.SEE_RESULTS, Of(cohort=cohort_id))
        page = self.source.cohort(cohort_id)
        if page is None:
            raise HTTPException(404)
        self.in_office.note_look(request, Of(cohort=cohort_id), "results.csv")
        rows = sort_rows(choice.choose(page), choice.sort)
        return give_csv(f"{cohort_id}.csv", cohort_columns(page), rows)

    def show_feedback(
        self, request: Request, cohort_id: str, learner_id: str, assignment_id: str
    ) -> Response:
        """Serve the generated page, shut in a sandbox: it shows what a learner's code made."""
        of = Of(cohort=cohort_id, learner=learner_id, assignment=assignment_id)
        self.permissions.require(request, Action.READ_FEEDBACK, of)
        cell = self.source.cell(cohort_id, learner_id, assignment_id)
        if cell is None or cell.feedback is None or not cell.feedback.is_file():
            raise HTTPException(404)
        self.in_office.note_look(request, of, "feedback")
        headers = {"content-security-policy": FEEDBACK_POLICY, "cache-control": "no-store"}
        page = cell.feedback.read_text("utf-8")
        first = self._way_back(request, cohort_id) + (_correct(cell) if cell.out_of_date else "")
        return HTMLResponse(page.replace(_CONTENT, _CONTENT + first, 1), headers=headers)

    def _way_back(self, request: Request, cohort_id: str) -> str:
        """Return a link to where whoever reads came from: the page itself knows no site."""
        if self.permissions.may(request, Action.SEE_RESULTS, Of(cohort=cohort_id)):
            path, words = f"/cohorts/{quote(cohort_id)}", _("Back to the cohort")
        else:
            path, words = "/", _("To the first page")
        return f'<p><a href="{escape(link_to(request, path))}">{escape(words)}</a></p>'


def _correct(cell: Cell) -> str:
    """Return what the gradebook says since a page was made, for the top of its content."""
    what = _("This page is older than your score, which is now {score} of {points} points.")
    notice = what.format(score=write_points(cell.score), points=write_points(cell.max_score))
    remedy = _("Your instructor can make the page anew.")
    return f'<p class="advice" role="note">{escape(notice)} {escape(remedy)}</p>'
