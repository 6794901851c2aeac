"""The items of a cohort's assignments in figures, and what checks said most often."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from terakoya.delivery import SubmissionStore
from terakoya.grading import Summary, summarise
from terakoya.grading.wrong_answers import count_wrong_answers
from terakoya.language import gettext as _
from terakoya.model import Cohort
from terakoya.model.permissions import Action, Of
from terakoya.portal.listing import Column, give_csv
from terakoya.portal.page_context import PageContext, said
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.portal.teaching.item_analysis import FEWEST_GRADED, ItemFigures, analyse_items
from terakoya.workspace.cohort_course import assignment_title

__all__ = ["item_router"]

Row = tuple[str, ItemFigures]


def item_router(context: PageContext) -> APIRouter:
    """Return the routes of a cohort's items."""
    pages = _Pages(context)
    router = APIRouter()
    for path, show in (
        ("/cohorts/{cohort_id}/items", pages.show),
        ("/cohorts/{cohort_id}/items.csv", pages.give),
    ):
        router.add_api_route(path, show, response_model=None, methods=["GET", "HEAD"])
    return router


@dataclass(frozen=True)
class _Pages:
    context: PageContext

    def show(self, request: Request, cohort_id: str) -> Response:
        """Show every assignment's items."""
        cohort, summary = self._read(request, cohort_id)
        self.context.note_look(request, Of(cohort=cohort_id), "items")
        asks = bool(request.query_params.get("answers"))
        store = SubmissionStore.of(self.context.office.workspace)
        parts = [
            (
                self._title(cohort, name),
                analyse_items(summary, name),
                count_wrong_answers(summary, store, name) if asks else {},
            )
            for name in summary.outlines
        ]
        return render_page(
            request,
            "items.html",
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort_id),
            parts=parts,
            shows_answers=asks,
            fewest=FEWEST_GRADED,
            problems=[error.sentence for error in summary.problems.values()],
        )

    def give(self, request: Request, cohort_id: str) -> Response:
        """Give the figures of all items as CSV."""
        cohort, summary = self._read(request, cohort_id)
        rows = [
            (self._title(cohort, name), figures)
            for name in summary.outlines
            for figures in analyse_items(summary, name)
        ]
        return give_csv(f"{cohort_id}-items.csv", _columns(), rows)

    def _read(self, request: Request, cohort_id: str) -> tuple[Cohort, Summary]:
        self.context.require(request, Action.MANAGE_COHORT, Of(cohort=cohort_id))
        cohort, office = self.context.cohort(cohort_id), self.context.office
        return cohort, summarise(office.workspace, office.database, cohort)

    def _title(self, cohort: Cohort, name: str) -> str:
        return said(assignment_title(self.context.office.workspace, cohort, name))


def _columns() -> list[Column[Row]]:
    named = Column[Row]
    return [
        named("assignment", _("Assignment"), lambda row: row[0]),
        named("item", _("Item"), lambda row: row[1].title),
        named("points", _("Full score"), lambda row: row[1].points),
        named("graded", _("Graded"), lambda row: row[1].graded),
        named("difficulty", _("Mean share of the points"), lambda row: row[1].difficulty),
        named("discrimination", _("Discrimination"), lambda row: row[1].discrimination),
        named("unanswered", _("No answer"), lambda row: row[1].unanswered),
        named("common", _("What checks said most often"), _common),
    ]


def _common(row: Row) -> str:
    return " / ".join(f"{words} ({count})" for words, count in row[1].common)
