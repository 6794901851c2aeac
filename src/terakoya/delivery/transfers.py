"""Transfers (人事異動): a table says who works where from a day on; one bad row, nobody moves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from terakoya.delivery.layouts import narrow
from terakoya.delivery.likeness import squeeze
from terakoya.delivery.roster import CODE, DEPARTMENT, ID, POSITION, read_wording
from terakoya.delivery.row_faults import find_twice, say_fault
from terakoya.errors import RosterError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Learner, Stamp, mark_unseen, tell_change
from terakoya.model.posting import Department, Period, Posting
from terakoya.records import Database, add_events, find_learner
from terakoya.records.department_records import departments_on
from terakoya.records.posting_records import leave_office, move_person
from terakoya.sheets import Choice, Row, Table, read_table

__all__ = ["Move", "leave_people", "read_transfers", "transfer_people"]

_NEEDED = (ID, CODE)
_HEADINGS = (ID, CODE, DEPARTMENT, POSITION)
_LONGEST = 100


@dataclass(frozen=True)
class Move:
    """Somebody's transfer: where they would be on that day without it, and where they will be."""

    person: Learner
    posting: Posting

    @property
    def changes(self) -> bool:
        """Whether it is another place at all."""
        before = (self.person.department_code, self.person.department, self.person.position)
        after = (self.posting.department_code, self.posting.department, self.posting.position)
        return before != after


def read_transfers(
    database: Database, path: Path, on: date, choice: Choice | None = None
) -> tuple[Move, ...]:
    """Read a table with 職員番号 and 所属コード, and what else it says: 所属, 職位.

    The department's name is that of the tree on the day; where the table names one, it must be the
    same. A position that is empty, or has no column, stays.

    Raises:
        UsageError: there is no such file, or it is no table.
        RosterError: a column is missing, or rows are bad; every bad row is listed.
    """
    table = read_table(path, _HEADINGS, read_wording(), choice)
    missing = [heading for heading in _NEEDED if heading not in table.columns]
    if missing:
        raise RosterError(
            _("Columns are missing: {columns}.").format(columns=", ".join(missing)),
            where=path.name,
            remedy=_("Write these headings over their columns."),
        )
    with database.reading() as session:
        departments = departments_on(session, on)
        people = {number: find_learner(session, number, on) for number in map(_id, table.rows)}
    problems = [text for row in table.rows for text in _check(table, row, people, departments)]
    problems += find_twice(table, ID, _id)
    if problems:
        what = _("Nobody was moved: rows to correct: {count}.").format(count=len(problems))
        raise RosterError(what, problems)
    return tuple(_moves(table, people, departments, on))


def transfer_people(database: Database, moves: tuple[Move, ...], stamp: Stamp) -> int:
    """Move people, all of them or nobody; return for how many something is another thing now."""
    with database.session() as session:
        events = [
            _tell(move.person, move.posting)
            for move in moves
            if move_person(session, move.posting, stamp.at)
        ]
        add_events(session, stamp, events)
    return len(events)


def leave_people(
    database: Database, person_ids: Sequence[str], last_day: date, stamp: Stamp
) -> tuple[str, ...]:
    """Note the last day of people, of all or of nobody; return for whom it is news.

    Raises:
        UsageError: one is not known.
    """
    with database.session() as session:
        for person_id in person_ids:
            if find_learner(session, person_id) is None:
                raise UsageError(
                    _("There is no person {id}.").format(id=mark_unseen(person_id, 40)),
                    remedy=_("Write the staff number as the roster has it."),
                )
        left = tuple(one for one in person_ids if leave_office(session, one, last_day))
        data = {"on": last_day.isoformat()}
        add_events(
            session, stamp, [Event(EventKind.LEFT, learner_id=one, data=data) for one in left]
        )
    return left


def _tell(before: Learner, posting: Posting) -> Event:
    """Return the event of a transfer: only what is another thing, and from when on."""
    names = ("department_code", "department", "position")
    changed = [name for name in names if getattr(before, name) != getattr(posting, name)]
    first = posting.period.first
    data = tell_change(
        {name: getattr(before, name) for name in changed},
        {name: getattr(posting, name) for name in changed},
    )
    on = {"on": first.isoformat() if first else ""}
    return Event(EventKind.MOVED, learner_id=posting.person_id, data=data | on)


def _moves(
    table: Table,
    people: Mapping[str, Learner | None],
    departments: Mapping[str, Department],
    on: date,
) -> Iterator[Move]:
    for row in table.rows:
        person = people[_id(row)]
        assert person is not None  # noqa: S101 - checked
        code = narrow(row.values[CODE])
        position = row.values.get(POSITION, "").strip() or person.position
        place = (code, departments[code].name, position)
        yield Move(person, Posting(person.id, *place, Period(first=on)))


def _id(row: Row) -> str:
    return narrow(row.values[ID])


def _check(
    table: Table,
    row: Row,
    people: Mapping[str, Learner | None],
    departments: Mapping[str, Department],
) -> list[str]:
    number, code = _id(row), narrow(row.values[CODE])
    found = []
    if people[number] is None:
        what = _("There is no person “{id}”.").format(id=mark_unseen(number, 40))
        found.append(say_fault(table, row, ID, what, _("Write the number as the roster has it.")))
    department = departments.get(code)
    if department is None:
        what = _("There is no department “{code}” on that day.")
        what = what.format(code=mark_unseen(code, 40))
        remedy = _("Correct it, or add it first: terakoya person departments FILE --on DATE")
        found.append(say_fault(table, row, CODE, what, remedy))
    elif (name := row.values.get(DEPARTMENT, "").strip()) and squeeze(name) != squeeze(
        department.name
    ):
        what = _("{code} is “{name}” on that day, not “{other}”.").format(
            code=code, name=department.name, other=mark_unseen(name, 40)
        )
        found.append(say_fault(table, row, DEPARTMENT, what, _("Correct the code or the name.")))
    if len(row.values.get(POSITION, "").strip()) > _LONGEST:
        what = _("The text is longer than {limit} characters.").format(limit=_LONGEST)
        found.append(say_fault(table, row, POSITION, what, _("Shorten it.")))
    return found
