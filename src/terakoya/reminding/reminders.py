"""Who is reminded of what: told first, queued as it was told, and each of it once a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from terakoya.dates import LOCAL
from terakoya.delivery.enrolling.seats import is_over
from terakoya.delivery.enrolling.superiors import Superiors
from terakoya.grading import Entry, summarise
from terakoya.model import Cohort, Event, EventKind, Learner, Stamp
from terakoya.model.application import Application, State
from terakoya.model.notice import Notice, NoticeKind
from terakoya.model.standing import Standing
from terakoya.records import (
    Database,
    add_events,
    add_notices,
    list_applications,
)
from terakoya.records.cohort_records import find_cohorts, find_learners
from terakoya.records.notice_records import list_left_out_notices, list_notice_keys
from terakoya.records.posting_records import postings_on
from terakoya.workspace import Workspace

__all__ = ["REMINDED_OF", "PlannedNotice", "ReminderPlan", "ReminderWish", "queue_reminders"]

REMINDED_OF = (NoticeKind.DUE, NoticeKind.OVERDUE, NoticeKind.REFRESH, NoticeKind.DECIDE)
"""What reminders are about; the other kinds answer something that a person did."""

CountPractice = Callable[[str], Mapping[str, int]]
"""Cohort → how many refreshers are due to each of its people."""


@dataclass(frozen=True)
class ReminderWish:
    """What is asked for.

    Attributes:
        days: people are reminded so many days before a due date.
    """

    kinds: Collection[NoticeKind] = REMINDED_OF
    days: int = 3


@dataclass(frozen=True)
class PlannedNotice:
    """One reminder that would be made.

    Attributes:
        left_out: the person does not want to be told of that.
        told: it was made today already.
    """

    notice: Notice
    person: Learner
    left_out: bool = False
    told: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it would be made."""
        return not (self.left_out or self.told)

    @property
    def has_address(self) -> bool:
        """Whether it can go by mail."""
        return bool(self.person.email)


@dataclass(frozen=True)
class ReminderPlan:
    """What reminders are planned from; `practice` tells who has refreshers due."""

    workspace: Workspace
    database: Database
    now: datetime
    practice: CountPractice

    def of(self, cohorts: Sequence[Cohort], wish: ReminderWish) -> tuple[PlannedNotice, ...]:
        """Return the reminders of cohorts, and of superiors where they are asked for."""
        notices = [one for cohort in cohorts for one in self._of_cohort(cohort, wish)]
        if NoticeKind.DECIDE in wish.kinds:
            notices += self._of_superiors({one.id for one in cohorts})
        with self.database.reading() as session:
            left_out = list_left_out_notices(session)
            told = list_notice_keys(session, [one.key for one in notices])
            people = find_learners(session, [one.person_id for one in notices], self._today)
        return tuple(
            PlannedNotice(one, person, (person.id, one.kind) in left_out, one.key in told)
            for one in notices
            if (person := people.get(one.person_id)) is not None
        )

    @property
    def _today(self) -> date:
        return self.now.astimezone(LOCAL).date()

    def _of_cohort(self, cohort: Cohort, wish: ReminderWish) -> Iterable[Notice]:
        if {NoticeKind.DUE, NoticeKind.OVERDUE} & set(wish.kinds):
            summary = summarise(self.workspace, self.database, cohort)
            yield from self._of_work(cohort, summary.entries, wish)
        if NoticeKind.REFRESH in wish.kinds:
            for person_id, count in sorted(self.practice(cohort.id).items()):
                if count:
                    data = {"count": count}
                    yield self._notice(NoticeKind.REFRESH, person_id, cohort.id, data)

    def _of_work(
        self, cohort: Cohort, entries: Iterable[Entry], wish: ReminderWish
    ) -> Iterable[Notice]:
        """Yield one notice a person for all that is due, and one for all that is overdue."""
        found: dict[tuple[str, NoticeKind], list[dict[str, str]]] = defaultdict(list)
        last = self.now + timedelta(days=wish.days)
        for entry in entries:
            if entry.standing is not Standing.MISSING or entry.due is None or entry.withdrawn:
                continue
            is_over = entry.due.is_late(self.now)
            kind = NoticeKind.OVERDUE if is_over else NoticeKind.DUE
            if kind in wish.kinds and (is_over or entry.due.at <= last):
                told = {"assignment": entry.assignment_id, "due": entry.due.at.isoformat()}
                found[entry.learner.id, kind].append(told)
        for (person_id, kind), items in sorted(found.items()):
            yield self._notice(kind, person_id, cohort.id, {"items": items})

    def _of_superiors(self, cohort_ids: Collection[str]) -> list[Notice]:
        """Return the notices of superiors with something to decide in one of these cohorts.

        Each tells how much there is in all cohorts, whoever asks: it is made once a day. In a
        cohort that is over there is nothing to agree to any more.
        """
        with self.database.reading() as session:
            waiting = list_applications(session, states=[State.APPLIED])
            cohorts = find_cohorts(session, [one.cohort_id for one in waiting])
            running = {key for key, one in cohorts.items() if not is_over(one, self._today)}
            found = _list_by_superior(
                session, [one for one in waiting if one.cohort_id in running], self._today
            )
        return [
            self._notice(NoticeKind.DECIDE, person_id, "", {"count": len(applications)})
            for person_id, applications in sorted(found.items())
            if any(one.cohort_id in cohort_ids for one in applications)
        ]

    def _notice(
        self, kind: NoticeKind, person_id: str, cohort_id: str, data: Mapping[str, object]
    ) -> Notice:
        key = f"{kind.value}:{cohort_id}:{person_id}:{self._today.isoformat()}"
        return Notice(key, kind, person_id, cohort_id, data)


def queue_reminders(
    database: Database, planned: Iterable[PlannedNotice], stamp: Stamp
) -> tuple[Notice, ...]:
    """Make the reminders that are new; return them. Asked for again, none of them is."""
    wanted = [one.notice for one in planned if one.is_new]
    with database.session() as session:
        made = add_notices(session, wanted, stamp)
        events = [
            Event(EventKind.REMINDED, one.cohort_id, one.person_id, data={"kind": one.kind.value})
            for one in made
        ]
        add_events(session, stamp, events)
    return made


def _list_by_superior(
    session: Session, applications: Sequence[Application], today: date
) -> dict[str, list[Application]]:
    """Return the staff numbers of superiors, with the applications that wait for them."""
    superiors = Superiors(session, today)
    mains = postings_on(session, today, {one.person_id for one in applications})
    found: dict[str, list[Application]] = defaultdict(list)
    for one in applications:
        main = mains.get(one.person_id)
        for account in superiors.above(one.person_id, main.department_code if main else ""):
            if account.person_id:
                found[account.person_id].append(one)
    return found
