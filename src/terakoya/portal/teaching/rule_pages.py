"""Rules of handing in: of one assignment, or of all. What a change does is shown first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from terakoya.delivery.event_words import tell_event
from terakoya.delivery.rule_changes import (
    RulesRequest,
    change_rules,
    read_rule_fields,
    require_rules,
)
from terakoya.delivery.rule_words import explain_rules, name_counts, name_penalty
from terakoya.errors import GradingError, UsageError, WorkspaceError
from terakoya.grading.late_points import settle_cohort
from terakoya.grading.rule_effects import tell_rule_effects
from terakoya.language import gettext as _
from terakoya.model import Cohort, Event, EventKind, Stamp, local_time
from terakoya.model.hand_in_rules import FOR_ALL, CohortRules, Counts, HandInRules, LatePenalty
from terakoya.model.permissions import Of
from terakoya.portal.links import go_to
from terakoya.portal.page_context import NO_FORM, PageContext, Sent, said
from terakoya.portal.page_rendering import render_page
from terakoya.portal.teaching.cohort_form import CohortForm, form_router
from terakoya.portal.teaching.cohort_frame import frame_cohort
from terakoya.records import list_events, read_rules
from terakoya.workspace.cohort_course import assignment_title, course_of

__all__ = ["rule_router"]

_FIELDS = tuple(field.name for field in fields(HandInRules))
_NEWEST = 10


def rule_router(context: PageContext) -> APIRouter:
    """Return the routes of a cohort's rules of handing in."""
    return form_router("rules", _RuleForm(context))


@dataclass(frozen=True)
class _RuleChange:
    """A change that was made, and the fields of a form that leads back; empty without rules."""

    at: str
    by: str
    what: str
    told: str
    assignment_id: str
    back: Mapping[str, str]


class _RuleForm(CohortForm):
    def take(self, request: Request, cohort: Cohort, form: Sent) -> Response:
        """Show what other rules would do, or set them where that was seen."""
        office = self.context.office
        try:
            wish = _read_wish(cohort, form)
            require_rules(office.workspace, wish)
            if not form.one("confirmed"):
                return self._preview(request, wish, form)
            changed = change_rules(
                office.database, office.workspace, wish, self.context.stamp(request)
            )
        except (UsageError, GradingError) as error:
            return self.page(request, cohort, problem=error.sentence, form=form)
        # the rules hold from here on; what cannot be brought in step now, the next grading does
        with suppress(WorkspaceError, GradingError):
            settle_cohort(office.workspace, office.database, cohort)
        done = "changed" if changed else "same"
        return go_to(request, f"/cohorts/{quote(cohort.id)}/rules?done={done}")

    def _preview(self, request: Request, wish: RulesRequest, form: Sent) -> Response:
        office, cohort = self.context.office, wish.cohort
        place = (cohort, wish.assignment_id, wish.rules)
        effects = tell_rule_effects(office.workspace, office.database, *place)
        self.context.note_look(request, Of(cohort=cohort.id), "results")
        return render_page(
            request,
            "rules_preview.html",
            cohort=cohort,
            what=self._titles(cohort).get(wish.assignment_id, wish.assignment_id),
            sentences=explain_rules(wish.rules) if wish.rules is not None else (),
            effects=effects,
            titles=self._titles(cohort),
            form=form,
            fields=("assignment", "away", *_FIELDS),
        )

    def page(
        self, request: Request, cohort: Cohort, *, problem: str = "", form: Sent = NO_FORM
    ) -> Response:
        """Show the rules of every assignment, the form, and the newest changes."""
        office = self.context.office
        with office.database.reading() as session:
            held = read_rules(session, cohort.id)
            told = list_events(session, cohort.id, kinds=(EventKind.RULES,))
        titles = self._titles(cohort)
        return render_page(
            request,
            "rules.html",
            422 if problem else 200,
            cohort=cohort,
            cohort_frame=frame_cohort(self.context, request, cohort.id),
            lines=[
                (name, title, explain_rules(held.of(name)), name in held.rules)
                for name, title in titles.items()
            ],
            titles=titles,
            counts=[(one.value, name_counts(one)) for one in Counts],
            penalties=[(one.value, name_penalty(one)) for one in LatePenalty],
            shown=_shown(form, held),
            changes=[*_list_changes(told, titles)][: -_NEWEST - 1 : -1],
            done=request.query_params.get("done", ""),
            problem=problem,
        )

    def _titles(self, cohort: Cohort) -> dict[str, str]:
        """Return what rules can be of → its name, all of the cohort first."""
        workspace = self.context.office.workspace
        names = course_of(workspace, cohort).assignments
        return {FOR_ALL: _("all assignments without rules of their own")} | {
            name: said(assignment_title(workspace, cohort, name)) for name in names
        }


def _read_wish(cohort: Cohort, form: Sent) -> RulesRequest:
    """Return what a form asks for.

    Raises:
        UsageError: a number is none.
    """
    rules = None if form.one("away") else read_rule_fields({n: form.one(n) for n in _FIELDS})
    return RulesRequest(cohort, form.one("assignment"), rules)


def _shown(form: Sent, held: CohortRules) -> dict[str, str]:
    """Return what the form begins with: what was typed, else what holds for all."""
    if form.fields:
        return {name: form.one(name) for name in ("assignment", *_FIELDS)}
    return {"assignment": FOR_ALL} | _as_fields(held.of(FOR_ALL))


def _as_fields(rules: HandInRules) -> dict[str, str]:
    values = {name: getattr(rules, name) for name in _FIELDS}
    return {
        name: ""
        if value is None
        else f"{value:g}"
        if isinstance(value, int | float)
        else str(value)
        for name, value in values.items()
    }


def _list_changes(
    told: Iterable[tuple[Stamp, Event]], titles: Mapping[str, str]
) -> Iterable[_RuleChange]:
    """Yield each change with what it was before: rules are whole, so the log is gone through."""
    held: dict[str, dict[str, str]] = {}
    usual = _as_fields(HandInRules())
    for stamp, event in told:
        name = event.assignment_id
        before = dict(held.get(name, {}))
        kept = {key: value for key, value in before.items() if key not in event.before}
        held[name] = kept | dict(event.after)
        back = {"away": "yes"} if not before else usual | before
        yield _RuleChange(
            local_time(stamp.at),
            stamp.by,
            titles.get(name, name),
            tell_event(event),
            name,
            back,
        )
