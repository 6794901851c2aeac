"""The rooms of an office on the site: each is a package of pages for one kind of work.

A room says which routes it adds, and where the navigation leads. A site without accounts has none.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter

from terakoya.language import gettext as _
from terakoya.model.permissions import Action, Person, Scope
from terakoya.portal.administering.account_pages import account_router
from terakoya.portal.administering.audit_pages import audit_router
from terakoya.portal.administering.backup_pages import backup_router
from terakoya.portal.completion.completion_pages import completion_router
from terakoya.portal.enrolment.application_pages import application_router
from terakoya.portal.enrolment.course_pages import course_router
from terakoya.portal.enrolment.decision_pages import decision_router
from terakoya.portal.enrolment.roster_pages import roster_router
from terakoya.portal.learning.learner_pages import learner_router
from terakoya.portal.page_context import PageContext
from terakoya.portal.surroundings import Destination, has_any
from terakoya.portal.teaching.date_pages import date_router
from terakoya.portal.teaching.item_pages import item_router
from terakoya.portal.teaching.marking_pages import marking_router
from terakoya.portal.teaching.message_pages import message_router
from terakoya.portal.teaching.progress_pages import progress_router
from terakoya.portal.teaching.regrade_pages import regrade_router
from terakoya.portal.teaching.reminder_pages import reminder_router
from terakoya.portal.teaching.rule_pages import rule_router
from terakoya.portal.teaching.similar_pages import similar_router
from terakoya.portal.telling.notice_pages import notice_router
from terakoya.portal.telling.own_notice_pages import own_notice_router

__all__ = ["destinations_of", "office_routers", "start_of"]


def office_routers(context: PageContext) -> Iterator[APIRouter]:
    """Yield the routes of every room."""
    yield learner_router(context)
    yield date_router(context)
    yield rule_router(context)
    yield progress_router(context)
    yield item_router(context)
    yield message_router(context)
    yield regrade_router(context)
    yield marking_router(context)
    yield similar_router(context)
    yield reminder_router(context)
    yield course_router(context)
    yield decision_router(context)
    yield application_router(context)
    yield roster_router(context)
    yield notice_router(context)
    yield own_notice_router(context)
    yield completion_router(context)
    yield account_router(context)
    yield audit_router(context)
    yield backup_router(context)


def destinations_of() -> tuple[Destination, ...]:
    """Return where the navigation leads, in order."""
    return (
        Destination("/learning", lambda: _("What to do next"), is_learner),
        Destination("/courses", lambda: _("Apply for courses"), _is_staff),
        Destination("/decisions", lambda: _("Applications to decide on"), _decides),
        Destination("/my-notices", lambda: _("My notices"), _is_staff),
        Destination("/materials", lambda: _("Cohorts and materials"), _may_look),
        Destination("/departments", lambda: _("Departments"), _sees_completion),
        Destination("/people", lambda: _("People"), _exports_people),
        Destination("/notices", lambda: _("Notices"), _reminds_all),
        Destination("/accounts", lambda: _("Accounts"), _manages_accounts),
        Destination("/audit", lambda: _("Log"), _reads_the_log),
        Destination("/backups", lambda: _("Backups"), _makes_backups),
    )


def start_of(person: Person) -> str:
    """Return where somebody begins who asks for the first page; empty for that page itself."""
    if is_learner(person) and not _follows_cohorts(person):
        return "/learning"
    if has_any(person, Action.SEE_COMPLETION) and not _follows_cohorts(person):
        return "/departments"
    if has_any(person, Action.MANAGE_ACCOUNTS) and not _may_look(person):
        return "/accounts"
    return ""


def is_learner(person: Person) -> bool:
    """Tell whether somebody learns here."""
    return bool(person.id) and has_any(person, Action.SEE_OWN_WORK)


def _follows_cohorts(person: Person) -> bool:
    return has_any(person, Action.SEE_RESULTS, Scope.COHORT, Scope.EVERYTHING)


def _sees_completion(person: Person) -> bool:
    return has_any(person, Action.SEE_COMPLETION)


def _makes_backups(person: Person) -> bool:
    return has_any(person, Action.MAKE_BACKUPS)


def _exports_people(person: Person) -> bool:
    return has_any(person, Action.EXPORT_PEOPLE)


def _manages_accounts(person: Person) -> bool:
    return has_any(person, Action.MANAGE_ACCOUNTS)


def _reads_the_log(person: Person) -> bool:
    return has_any(person, Action.SEE_AUDIT)


def _is_staff(person: Person) -> bool:
    return bool(person.id) and has_any(person, Action.APPLY)


def _reminds_all(person: Person) -> bool:
    return has_any(person, Action.REMIND, Scope.EVERYTHING)


def _decides(person: Person) -> bool:
    return has_any(person, Action.DECIDE_APPLICATION)


def _may_look(person: Person) -> bool:
    return has_any(person, Action.SEE_SITE) and has_any(person, Action.USE_APP)
