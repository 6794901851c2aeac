"""How far somebody is with an assignment: until when, what was handed in last, and its mark."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, HTTPException, Request

from terakoya.grading import PAGE, CourseDirectory, Entry, summarise
from terakoya.model.permissions import Action, Of
from terakoya.portal.access import Permissions
from terakoya.portal.exchange_api.exchange_answers import ReceiptAnswer, StandingAnswer
from terakoya.portal.exchange_api.exchange_service import ExchangeService
from terakoya.portal.exchange_api.hand_ins import HandIns

__all__ = ["StandingRoutes"]


@dataclass(frozen=True)
class StandingRoutes:
    """What a learner's JupyterLab asks beside the notebook; everybody gets their own."""

    service: ExchangeService
    permissions: Permissions

    def add_to(self, router: APIRouter) -> None:
        """Add the route."""
        path = "/cohorts/{cohort}/assignments/{assignment}/standing"
        router.add_api_route(path, self.tell, methods=["GET"], response_model=StandingAnswer)

    def tell(self, request: Request, cohort: str, assignment: str) -> StandingAnswer:
        """Say how far whoever asks is with an assignment."""
        learner = self.permissions.access.person(request).id
        if not learner:
            raise HTTPException(403)
        of = Of(cohort=cohort, learner=learner, assignment=assignment)
        self.permissions.require(request, Action.SEE_OWN_WORK, of)
        entry = self._entry(cohort, learner, assignment)
        due = entry.due
        return StandingAnswer(
            state=entry.progress.value,
            due=due.at if due is not None else None,
            over=due is not None and due.is_late(self.service.clock()),
            score=entry.score.score if entry.score and entry.grading else None,
            points=sum(item.points for item in entry.items),
            has_feedback=entry.grading is not None and self._has_page(entry, cohort),
            newest=self._newest(cohort, learner, assignment),
        )

    def _entry(self, cohort_id: str, learner: str, assignment: str) -> Entry:
        """Return what there is of it.

        Raises:
            UsageError: there is no such cohort.
            HTTPException: 404, its course has no such assignment, or this learner is not in it.
        """
        service = self.service
        cohort = service.cohort(cohort_id)
        summary = summarise(
            service.workspace, service.database, cohort, {assignment}, learner_id=learner
        )
        if len(summary.entries) != 1:
            raise HTTPException(404)
        return summary.entries[0]

    def _has_page(self, entry: Entry, cohort_id: str) -> bool:
        directory = CourseDirectory(self.service.workspace.cohort(cohort_id))
        return (directory.feedback(entry.learner.id, entry.assignment_id) / PAGE).is_file()

    def _newest(self, cohort: str, learner: str, assignment: str) -> ReceiptAnswer | None:
        found = HandIns(self.service).list_all(cohort, learner, assignment)
        return found[-1] if found else None
