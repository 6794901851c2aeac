"""Who somebody is to the site: the grants of an account on a day, from the records alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from terakoya.accounts.account_names import account_name
from terakoya.model.account_roles import RoleGrant
from terakoya.model.permissions import (
    GIVEN_ROLES,
    NOBODY,
    Grant,
    Person,
    Role,
    Scope,
    grants_of,
)
from terakoya.records import Database, find_learner
from terakoya.records.account_records import find_account, list_roles
from terakoya.records.cohort_records import list_enrolments
from terakoya.records.department_records import departments_below, departments_on
from terakoya.records.posting_records import today_of

__all__ = ["person_of"]


def person_of(database: Database, name: str, *, today: date | None = None) -> Person:
    """Return who has an account, with what they may on a day; today where it is None.

    `NOBODY` where there is no such account, or it is disabled. One transaction, no lock.
    """
    with database.reading() as session:
        account = find_account(session, account_name(name))
        if account is None or account.disabled_at is not None:
            return NOBODY
        day = today or today_of(session)
        grants = set(grants_of(Role.STAFF))
        held: set[str] = set()
        for cohort_id in list_enrolments(session, account.person_id):
            grants |= grants_of(Role.LEARNER, cohort_id)
            held.add(Role.LEARNER)
        for given in list_roles(session, account.name):
            if given.holds_on(day) and (allowed := set(_grants(session, given, day))):
                grants |= allowed
                held.add(given.role)
        learner = find_learner(session, account.person_id) if account.person_id else None
    return Person(
        account.person_id,
        frozenset(grants),
        account.name,
        name=learner.name if learner is not None else "",
        roles=tuple(role for role in Role if role in held),
    )


def _grants(session: Session, given: RoleGrant, day: date) -> Iterator[Grant]:
    """Yield what one role allows: nothing, where this version does not know it or its place."""
    roles = {role.value: role for role in GIVEN_ROLES}
    role = roles.get(given.role)
    if role is None or (GIVEN_ROLES[role] is not Scope.EVERYTHING and not given.place):
        return
    places = frozenset({given.place})
    if GIVEN_ROLES[role] is Scope.DEPARTMENT:
        places = departments_below(departments_on(session, day), given.place)
    for place in places:
        yield from grants_of(role, place)
