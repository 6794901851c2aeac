"""What stands around every page of a cohort: its parts, as far as whoever asks may open them."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request

from terakoya.language import gettext as _
from terakoya.model.permissions import Action, Of
from terakoya.portal.links import path_within
from terakoya.portal.page_context import PageContext
from terakoya.portal.surroundings import CohortFrame

__all__ = ["frame_cohort"]


def frame_cohort(context: PageContext, request: Request, cohort_id: str) -> CohortFrame:
    """Return the frame of a cohort's page for whoever asks."""
    of, may = Of(cohort=cohort_id), context.permissions.may
    top = f"/cohorts/{quote(cohort_id)}"
    parts = [(top, _("Progress and results"), Action.SEE_RESULTS)]
    parts += [
        (f"{top}/{path}", words, Action.MANAGE_COHORT)
        for path, words in (
            ("progress", _("Where everybody stands")),
            ("items", _("Items")),
            ("dates", _("Due dates")),
            ("rules", _("Rules of handing in")),
            ("marking", _("Marking by hand")),
            ("regrade", _("Grade again")),
            ("similar", _("Similar hand-ins")),
            ("messages", _("Messages")),
        )
    ]
    parts.append((f"{top}/reminders", _("Reminders"), Action.REMIND))
    parts += [
        (f"{top}/{path}", words, Action.MANAGE_ENROLMENT)
        for path, words in (("roster", _("Roster")), ("applications", _("Applications")))
    ]
    here = path_within(request.scope)
    shown = tuple(
        (path, words, path == here) for path, words, action in parts if may(request, action, of)
    )
    return CohortFrame(
        tabs=shown if len(shown) > 1 else (),
        views_learners=may(request, Action.VIEW_AS_LEARNER, of),
        is_live=context.office.is_live,
    )
