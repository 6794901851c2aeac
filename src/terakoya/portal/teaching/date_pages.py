"""Due dates of a cohort: for all, or longer for some. What a change does is shown first."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from terakoya.delivery import DueRequest, change_due_date, require_change, require_in_course
from terakoya.delivery.giving_out import offer_assignment
from terakoya.errors import GradingError, UsageError, WorkspaceError
from terakoya.grading import summarise
from terakoya.grading.late_points import settle_late_points
from terakoya.language import gettext as _
from terakoya.model import Cohort, local_time
from terakoya.portal.links import go_to
from terakoya.portal.page_context import NO_FORM, PageContext, Sent, said
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_form import CohortForm, form_router
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.portal.teaching.date_changes import list_changes, read_moment, tell_late_changes
from terakoya.records import (
    Offer,
    list_events,
    list_learners,
    list_offers,
    list_withdrawn,
    read_due_dates,
)
from terakoya.records.offers import find_last_open_offer
from terakoya.workspace.cohort_course import assignment_title, course_of

__all__ = ["date_router"]


def date_router(context: PageContext) -> APIRouter:
    """Return the routes of a cohort's due dates."""
    return form_router("dates", _DateForm(context))


@dataclass(frozen=True)
class _DateLine:
    """One assignment: until when all have, who has longer, and whether learners get it now."""

    id: str
    title: str
    due: str
    longer: tuple[tuple[str, str, str], ...]
    is_offered: bool = True


class _DateForm(CohortForm):
    def take(self, request: Request, cohort: Cohort, form: Sent) -> Response:
        """Show what a change would do, or make it where that was seen."""
        office = self.context.office
        if form.one("do") in ("start", "stop"):
            return self._offer(request, cohort, form)
        try:
            wish = _read_wish(cohort, form)
            if form.one("confirmed"):
                changed = change_due_date(
                    office.database, office.workspace, wish, self.context.stamp(request)
                )
                self._settle(wish)
                done = "?done=changed" if changed else "?done=same"
                return go_to(request, f"/cohorts/{quote(cohort.id)}/dates{done}")
            return self._preview(request, cohort, wish, form)
        except UsageError as error:
            return self.page(request, cohort, problem=error.sentence, form=form)

    def _settle(self, wish: DueRequest) -> None:
        """Bring nbgrader's own dates and what is taken off in step; else the next grading does."""
        office = self.context.office
        with suppress(WorkspaceError, GradingError):
            settle_late_points(
                office.workspace, office.database, wish.cohort.id, wish.assignment_id
            )

    def _offer(self, request: Request, cohort: Cohort, form: Sent) -> Response:
        """Let learners get an assignment from now on, as they last did, or not any more."""
        office, name, starts = (
            self.context.office,
            form.one("assignment"),
            form.one("do") == "start",
        )
        try:
            require_in_course(office.workspace, cohort, name)
        except UsageError as error:
            return self.page(request, cohort, problem=error.sentence)
        with office.database.reading() as session:
            last = find_last_open_offer(session, cohort.id, name)
        offer = (last or Offer(is_open=True)) if starts else Offer(is_open=False)
        stamp = self.context.stamp(request)
        offer_assignment(office.database, cohort.id, name, offer, stamp)
        done = "started" if starts else "stopped"
        return go_to(request, f"/cohorts/{quote(cohort.id)}/dates?done={done}")

    def _preview(self, request: Request, cohort: Cohort, wish: DueRequest, form: Sent) -> Response:
        office = self.context.office
        require_change(office.database, office.workspace, wish)
        summary = summarise(office.workspace, office.database, cohort, {wish.assignment_id})
        people = {entry.learner.id: entry.learner.name for entry in summary.entries}
        return render_page(
            request,
            "dates_preview.html",
            cohort=cohort,
            title=said(assignment_title(office.workspace, cohort, wish.assignment_id)),
            before=local_time(summary.dates.assignments.get(wish.assignment_id)),
            after=local_time(wish.at),
            names=[people.get(one, one) for one in wish.learner_ids],
            late=tell_late_changes(summary, wish),
            form=form,
        )

    def page(
        self, request: Request, cohort: Cohort, *, problem: str = "", form: Sent = NO_FORM
    ) -> Response:
        """Show every assignment's dates, the forms, and the newest changes."""
        office = self.context.office
        with office.database.reading() as session:
            dates = read_due_dates(session, cohort.id)
            gone = list_withdrawn(session, cohort.id)
            people = list_learners(session, cohort.id)
            events = list_events(session, cohort.id)
            offers = list_offers(session, cohort.id)
        names = {one.id: one.name for one in people}
        longer = sorted(dates.extensions.items())
        lines = [
            _DateLine(
                name,
                said(assignment_title(office.workspace, cohort, name)),
                local_time(dates.assignments.get(name)),
                tuple(
                    (learner, names.get(learner, learner), local_time(at))
                    for (learner, of), at in longer
                    if of == name
                ),
                name not in offers or offers[name].is_open,
            )
            for name in course_of(office.workspace, cohort).assignments
        ]
        return render_page(
            request,
            "dates.html",
            422 if problem else 200,
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort.id),
            lines=lines,
            titles={line.id: line.title for line in lines},
            people=[one for one in people if one.id not in gone],
            changes=list_changes(events, names),
            done=request.query_params.get("done", ""),
            problem=problem,
            form=form,
        )


def _read_wish(cohort: Cohort, form: Sent) -> DueRequest:
    """Return what a form asks for.

    Raises:
        UsageError: no day and no wish to take one away, or nobody is chosen of whom some are meant.
    """
    at = read_moment(form.one("day"), form.one("time"))
    for_some = form.one("who") == "some"
    learners = form.every("learner") if for_some else ()
    if for_some and not learners:
        raise UsageError(
            _("Nobody is chosen."), remedy=_("Choose at least one person, or everybody.")
        )
    return DueRequest(cohort, form.one("assignment"), at, learners)
