"""Where a class stands, as it goes on: how far each learner is, and who is stuck at which item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from terakoya.grading import Summary, summarise
from terakoya.grading.class_progress import AGAIN, Place, Progress, name_progress, read_places
from terakoya.language import gettext as _
from terakoya.model import Cohort, Learner, local_time
from terakoya.model.permissions import Action, Of
from terakoya.portal.listing import Column, give_csv, make_listing, read_wish
from terakoya.portal.page_context import PageContext, said
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.workspace.cohort_course import assignment_title

__all__ = ["progress_router"]


def progress_router(context: PageContext) -> APIRouter:
    """Return the routes of where a class stands."""
    pages = _Pages(context)
    router = APIRouter()
    for path, show in (
        ("/cohorts/{cohort_id}/progress", pages.show),
        ("/cohorts/{cohort_id}/progress.csv", pages.give),
    ):
        router.add_api_route(path, show, response_model=None, methods=["GET", "HEAD"])
    return router


@dataclass(frozen=True)
class _Row:
    """One learner with a place in each assignment, by its id."""

    learner: Learner
    places: Mapping[str, Place]

    @property
    def last(self) -> str:
        """When anything happened last, in local time."""
        moments = [place.last for place in self.places.values() if place.last is not None]
        return local_time(max(moments)) if moments else ""

    @property
    def stuck(self) -> str:
        """At which items, in words."""
        return " / ".join(_tell_stuck(place) for place in self.places.values() if place.stuck)


@dataclass(frozen=True)
class _Class:
    """A class as the page shows it.

    Attributes:
        titles: assignment → its title, in the course's order.
        counts: for each assignment its title and how many are at each progress.
        stuck: (title of the assignment, title of the item, how many), the most first.
    """

    cohort: Cohort
    titles: Mapping[str, str]
    rows: tuple[_Row, ...]
    counts: tuple[tuple[str, Mapping[Progress, int]], ...]
    stuck: tuple[tuple[str, str, int], ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request, cohort_id: str) -> Response:
        """Show every learner's place in each assignment, and where many are stuck."""
        known = self._read(request, cohort_id)
        self.context.note_look(request, Of(cohort=cohort_id), "progress")
        listing = make_listing(
            "progress",
            _("Where everybody stands"),
            _columns(known.titles),
            known.rows,
            read_wish(request),
            f"/cohorts/{quote(cohort_id)}/progress.csv",
        )
        return render_page(
            request,
            "progress.html",
            cohort=known.cohort,
            cohort_frame=frame_cohort(self.context, request, cohort_id),
            listing=listing,
            known=known,
            steps=[(progress, name_progress(progress)) for progress in Progress],
            again=AGAIN,
        )

    def give(self, request: Request, cohort_id: str) -> Response:
        """Give the rows of the page as CSV."""
        known = self._read(request, cohort_id)
        self.context.note_look(request, Of(cohort=cohort_id), "progress.csv")
        columns = _columns(known.titles)
        return give_csv(f"{cohort_id}-progress.csv", columns, known.rows, read_wish(request))

    def _read(self, request: Request, cohort_id: str) -> _Class:
        self.context.require(request, Action.MANAGE_COHORT, Of(cohort=cohort_id))
        cohort, office = self.context.cohort(cohort_id), self.context.office
        summary = summarise(office.workspace, office.database, cohort)
        titles = {
            name: said(assignment_title(office.workspace, cohort, name))
            for name in summary.outlines
        }
        return _lay_out(summary, titles, read_places(office.database, summary))


def _lay_out(summary: Summary, titles: Mapping[str, str], places: Sequence[Place]) -> _Class:
    learners: dict[str, dict[str, Place]] = {}
    people: dict[str, Learner] = {}
    steps: dict[str, Counter[Progress]] = {name: Counter() for name in titles}
    stuck: Counter[tuple[str, str]] = Counter()
    for place in places:
        entry = place.entry
        people[entry.learner.id] = entry.learner
        learners.setdefault(entry.learner.id, {})[entry.assignment_id] = place
        steps[entry.assignment_id][place.progress] += 1
        title = titles[entry.assignment_id]
        stuck.update((title, each.item.title or each.item.id) for each in place.stuck)
    return _Class(
        summary.cohort,
        titles,
        tuple(_Row(people[one], known) for one, known in learners.items()),
        tuple((titles[name], counts) for name, counts in steps.items()),
        tuple((*where, count) for where, count in stuck.most_common()),
        tuple(error.sentence for error in summary.problems.values()),
    )


def _columns(titles: Mapping[str, str]) -> list[Column[_Row]]:
    named = Column[_Row]
    return [
        named("name", _("Name"), lambda row: row.learner.name),
        *(named(f"at-{one}", title, partial(_tell_place, one)) for one, title in titles.items()),
        named("stuck", _("Stuck at"), lambda row: row.stuck),
        named("last", _("Last sign"), lambda row: row.last),
        named("department", _("Department"), lambda row: row.learner.department),
        named("id", _("Staff number"), lambda row: row.learner.id),
    ]


def _tell_place(assignment_id: str, row: _Row) -> str:
    place = row.places.get(assignment_id)
    if place is None:
        return ""
    words = name_progress(place.progress)
    return f"{words} ({place.hand_ins})" if place.hand_ins > 1 else words


def _tell_stuck(place: Place) -> str:
    words = _("{item} ({n} hand-ins)")
    return " / ".join(
        words.format(item=each.item.title or each.item.id, n=each.times) for each in place.stuck
    )
