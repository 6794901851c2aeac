"""Whose records are older than the settings keep them (`[retention] people_years`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from terakoya.dates import LOCAL
from terakoya.model import Learner
from terakoya.records import Database
from terakoya.records.cohort_records import find_learner
from terakoya.records.people_tables import AccountRow
from terakoya.records.tables import CohortRow, EnrolmentRow, PersonRow, SubmissionRow

__all__ = ["Expired", "find_expired"]


@dataclass(frozen=True)
class Expired:
    """A person, and the last day on which anything of them happened."""

    person: Learner
    last_day: date


def find_expired(database: Database, today: date, years: int) -> tuple[Expired, ...]:
    """Return the people whose last day is more than so many years ago, the longest first.

    The last day is the latest of: the end of their cohorts, their enrolments, hand-ins and logins.
    Nobody in a cohort without an end, or with one to come, is among them. No years keep everybody.
    """
    if years <= 0:
        return ()
    before = _years_before(today, years)
    with database.reading() as session:
        open_cohorts = (
            select(EnrolmentRow.learner_id)
            .join(CohortRow)
            .where(CohortRow.ends_on.is_(None), EnrolmentRow.withdrawn_at.is_(None))
        )
        last: dict[str, date] = {}
        for query in (
            select(EnrolmentRow.learner_id, func.max(CohortRow.ends_on)).join(CohortRow),
            select(EnrolmentRow.learner_id, func.max(EnrolmentRow.enrolled_at)),
            select(SubmissionRow.learner_id, func.max(SubmissionRow.submitted_at)),
            select(AccountRow.person_id, func.max(AccountRow.last_login_at)),
        ):
            column = query.selected_columns[0]
            for person_id, moment in session.execute(query.group_by(column)):
                if person_id is not None and moment is not None:
                    last[person_id] = max(last.get(person_id, date.min), _day(moment))
        kept = set(session.scalars(open_cohorts))
        erased = select(PersonRow.id).where(PersonRow.id.like("erased-%"))
        kept |= set(session.scalars(erased))
        found = [
            Expired(person, day)
            for person_id, day in last.items()
            if day < before
            and person_id not in kept
            and (person := find_learner(session, person_id)) is not None
        ]
    return tuple(sorted(found, key=lambda one: (one.last_day, one.person.id)))


def _day(moment: date | datetime) -> date:
    return moment.astimezone(LOCAL).date() if isinstance(moment, datetime) else moment


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)
