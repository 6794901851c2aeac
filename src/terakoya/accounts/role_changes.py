"""Giving roles and taking them away; each change is an event of the same transaction."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.orm import Session

from terakoya.accounts.account_changes import require_account
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Stamp
from terakoya.model.account_roles import Account, RoleGrant
from terakoya.model.permissions import GIVEN_ROLES, Role, Scope
from terakoya.records import Database, add_events, find_cohort
from terakoya.records.account_records import add_role, list_roles, take_role
from terakoya.records.department_records import departments_on
from terakoya.records.posting_records import today_of

__all__ = ["find_role", "give_role", "take_roles"]


def find_role(text: str) -> Role:
    """Return the role of a name, of those that are given to accounts.

    Raises:
        UsageError: it is none of them.
    """
    role = {one.value: one for one in GIVEN_ROLES}.get(text.strip().casefold())
    if role is None:
        raise UsageError(
            _("“{role}” is no role that can be given.").format(role=text),
            remedy=_("Take one of: {values}. Learners are so by enrolment.").format(
                values=", ".join(one.value for one in GIVEN_ROLES)
            ),
        )
    return role


def give_role(database: Database, grant: RoleGrant, stamp: Stamp) -> bool:
    """Give an account a role; False where it has the very same one.

    Raises:
        UsageError: there is no such account, role, cohort or department, or the role ends before
            it begins.
    """
    role, period = find_role(grant.role), grant.period
    if period.first and period.last and period.last < period.first:
        raise UsageError(
            _("The role would end ({end}) before it begins ({start}).").format(
                end=period.last, start=period.first
            ),
            where=grant.role,
            remedy=_("Correct one of the dates."),
        )
    with database.session() as session:
        account = require_account(session, grant.account)
        _require_place(session, role, grant.place)
        new = replace(grant, account=account.name, role=role.value, given_by=stamp.by)
        if any(_is_same(known, new) for known in list_roles(session, account.name)):
            return False
        add_role(session, new, stamp.at)
        add_events(session, stamp, [_tell(EventKind.ROLE_GIVEN, account, new)])
    return True


def take_roles(
    database: Database, account_name: str, role_name: str, stamp: Stamp, place: str = ""
) -> tuple[RoleGrant, ...]:
    """Take a role away at once, and return what was taken: of all places where none is named.

    Raises:
        UsageError: there is no such account or role, or it does not have it.
    """
    role = find_role(role_name)
    with database.session() as session:
        account = require_account(session, account_name)
        found = tuple(
            grant
            for grant in list_roles(session, account.name)
            if grant.taken_at is None and grant.role == role.value and place in ("", grant.place)
        )
        if not found:
            raise UsageError(
                _("{account} does not have the role {role} there.").format(
                    account=account.name, role=role.value
                ),
                remedy=_("See all of them with: terakoya role list"),
            )
        for grant in found:
            assert grant.id is not None  # noqa: S101 - it comes from the table
            take_role(session, grant.id, stamp.at)
        add_events(session, stamp, [_tell(EventKind.ROLE_TAKEN, account, one) for one in found])
    return found


def _require_place(session: Session, role: Role, place: str) -> None:
    scope = GIVEN_ROLES[role]
    if scope is Scope.EVERYTHING:
        if place:
            raise UsageError(
                _("The role {role} holds everywhere.").format(role=role.value),
                where=place,
                remedy=_("Leave the place out."),
            )
        return
    if scope is Scope.COHORT and (not place or find_cohort(session, place) is None):
        raise UsageError(
            _("There is no cohort “{id}” for the role {role}.").format(id=place, role=role.value),
            remedy=_("Name one with --cohort; see them with: terakoya cohort list"),
        )
    departments = departments_on(session, today_of(session))
    if scope is Scope.DEPARTMENT and place not in departments:
        raise UsageError(
            _("There is no department “{code}” for the role {role}.").format(
                code=place, role=role.value
            ),
            remedy=_("Name its code with --department; see: terakoya person departments"),
        )


def _is_same(known: RoleGrant, new: RoleGrant) -> bool:
    what = (known.role, known.place, known.period)
    return known.taken_at is None and what == (new.role, new.place, new.period)


def _tell(kind: EventKind, account: Account, grant: RoleGrant) -> Event:
    days = {"from": grant.period.first, "until": grant.period.last}
    data = {"account": account.name, "role": grant.role, "place": grant.place}
    return Event(
        kind,
        cohort_id=grant.place if GIVEN_ROLES[Role(grant.role)] is Scope.COHORT else "",
        learner_id=account.person_id,
        data=data | {name: day.isoformat() for name, day in days.items() if day},
    )
