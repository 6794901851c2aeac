"""Applications as rows of the site's lists: who, for what, how far, and who did it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from terakoya.delivery.enrolling.superiors import Superiors
from terakoya.language import gettext as _
from terakoya.model import Learner, local_time
from terakoya.model.account_roles import Account
from terakoya.model.application import Application, State, Way
from terakoya.portal.listing import Column
from terakoya.records import find_learner, list_applications
from terakoya.records.additional_postings import additional_on
from terakoya.records.cohort_records import find_cohorts, find_learners
from terakoya.records.posting_records import postings_on

__all__ = ["ApplicationLine", "application_columns", "name_account", "name_state"]
__all__ += ["read_lines"]


@dataclass(frozen=True)
class ApplicationLine:
    """One application with what a list says of it.

    Attributes:
        main: the code of the department in which the person mainly works today.
        others: those of additional postings.
        place: where on the waiting list; None for who does not wait.
        superiors: who decides, in words.
    """

    application: Application
    person: Learner
    cohort_title: str
    main: str
    others: frozenset[str]
    place: int | None
    superiors: str

    @property
    def state_words(self) -> str:
        """How far it has come, with the place on the waiting list."""
        words = name_state(self.application.state)
        if self.place is None:
            return words
        return _("{state}, place {n}").format(state=words, n=self.place)

    @property
    def way_words(self) -> str:
        """Who has applied."""
        one = self.application
        return {
            Way.OWN: _("the person"),
            Way.PROXY: _("{account} for the person").format(account=one.applied_by),
            Way.NOMINATION: _("nominated by {account}").format(account=one.applied_by),
        }[one.way]

    @property
    def department_words(self) -> str:
        """The main department, and that there are others."""
        more = _("(and in {n} more)").format(n=len(self.others)) if self.others else ""
        return " ".join(filter(None, (self.person.department, more)))


def read_lines(
    session: Session, today: date, applications: Iterable[Application]
) -> list[ApplicationLine]:
    """Return the lines of applications, in their order."""
    superiors = Superiors(session, today)
    chosen = list(applications)
    ids = {one.person_id for one in chosen}
    others, mains = additional_on(session, today, ids), postings_on(session, today, ids)
    people = find_learners(session, ids, today)
    cohorts = find_cohorts(session, [one.cohort_id for one in chosen])
    names: dict[str, str] = {}
    places = _places(session, {one.cohort_id for one in chosen})
    lines = []
    for one in chosen:
        person, cohort = people.get(one.person_id), cohorts.get(one.cohort_id)
        if person is None or cohort is None:
            continue
        main = mains[person.id].department_code if person.id in mains else ""
        above = superiors.above(person.id, main)
        names |= {
            each.name: name_account(session, each) for each in above if each.name not in names
        }
        lines.append(
            ApplicationLine(
                one,
                person,
                cohort.title,
                main,
                frozenset(each.department_code for each in others.get(one.person_id, ())),
                places.get(one.id),
                ", ".join(names[each.name] for each in above),
            )
        )
    return lines


def _places(session: Session, cohort_ids: Iterable[str]) -> dict[int, int]:
    """Return application → its place on the waiting list, from one."""
    return {
        one.id: number
        for cohort_id in cohort_ids
        for number, one in enumerate(
            list_applications(session, cohort_id=cohort_id, states=[State.WAITING]), 1
        )
    }


def name_account(session: Session, account: Account) -> str:
    """Return the name of the person of an account; of the account where it has none."""
    person = find_learner(session, account.person_id) if account.person_id else None
    return account.name if person is None else person.name


def name_state(state: State) -> str:
    """Return what people call a state."""
    return {
        State.APPLIED: _("waits for the superior"),
        State.WAITING: _("on the waiting list"),
        State.ENROLLED: _("takes part"),
        State.REFUSED: _("not agreed"),
        State.CANCELLED: _("cancelled"),
    }[state]


def application_columns() -> list[Column[ApplicationLine]]:
    """Return the columns of a list of applications."""
    named = Column[ApplicationLine]
    return [
        named("name", _("Name"), lambda row: row.person.name),
        named("id", _("Staff number"), lambda row: row.person.id),
        named("department", _("Department"), lambda row: row.department_words),
        named("cohort", _("Cohort"), lambda row: row.cohort_title),
        named("state", _("Status"), lambda row: name_state(row.application.state)),
        named("place", _("Place on the waiting list"), lambda row: row.place),
        named("way", _("Applied by"), lambda row: row.way_words),
        named("applied", _("Applied at"), lambda row: local_time(row.application.applied_at)),
        named("superiors", _("Who decides"), lambda row: row.superiors),
        named("decided", _("Decided by"), lambda row: row.application.decided_by),
        named("decided_at", _("Decided at"), lambda row: local_time(row.application.decided_at)),
        named("reason", _("Reason"), lambda row: row.application.reason),
    ]
