"""Transfers (人事異動): a table says who works where from a day on; one bad row, nobody moves.

A row moves a person's main posting. Where a column 異動区分 says so, it begins an additional one
(兼務) instead, or ends one (兼務解除).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from sqlalchemy.orm import Session

from terakoya.delivery.layouts import narrow
from terakoya.delivery.likeness import squeeze
from terakoya.delivery.main_postings import tell_additional
from terakoya.delivery.roster import CODE, DEPARTMENT, ID, POSITION, read_wording
from terakoya.delivery.row_faults import find_twice, say_fault
from terakoya.errors import RosterError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Event, EventKind, Learner, Stamp, mark_unseen, tell_change
from terakoya.model.posting import Department, Period, Posting
from terakoya.records import Database, add_events, find_learner
from terakoya.records.additional_postings import add_posting, additional_on, end_posting
from terakoya.records.department_records import departments_on
from terakoya.records.posting_records import leave_office, move_person
from terakoya.sheets import Choice, Row, Table, Wording, read_table

__all__ = ["KIND", "Move", "MoveKind", "leave_people", "read_transfers", "transfer_people"]

KIND = "異動区分"
_NEEDED = (ID, CODE)
_HEADINGS = (ID, CODE, DEPARTMENT, POSITION, KIND)
_LONGEST = 100


class MoveKind(StrEnum):
    """What a row does to a person's postings."""

    MAIN = "主務"
    ADDITIONAL = "兼務"
    ENDED = "兼務解除"


_KINDS = {"": MoveKind.MAIN, "本務": MoveKind.MAIN, "異動": MoveKind.MAIN, "解除": MoveKind.ENDED}
_KINDS |= {kind.value: kind for kind in MoveKind}


@dataclass(frozen=True)
class Move:
    """Somebody's transfer: where they would be on that day without it, and where they will be.

    `additional`: the additional postings that they would have then.
    """

    person: Learner
    posting: Posting
    kind: MoveKind = MoveKind.MAIN
    additional: tuple[Posting, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether it is another place at all."""
        if self.kind is not MoveKind.MAIN:
            here = [
                one
                for one in self.additional
                if one.department_code == self.posting.department_code
            ]
            if self.kind is MoveKind.ENDED:
                return bool(here)
            told = (self.posting.department, self.posting.position)
            return told not in [(one.department, one.position) for one in here]
        before = (self.person.department_code, self.person.department, self.person.position)
        after = (self.posting.department_code, self.posting.department, self.posting.position)
        return before != after


def read_transfers(
    database: Database, path: Path, on: date, choice: Choice | None = None
) -> tuple[Move, ...]:
    """Read a table with 職員番号 and 所属コード, and what else it says: 所属, 職位, 異動区分.

    The department's name is that of the tree on the day; where the table names one, it must be the
    same. A position that is empty, or has no column, stays.

    Raises:
        UsageError: there is no such file, or it is no table.
        RosterError: a column is missing, or rows are bad; every bad row is listed.
    """
    table = read_table(path, _HEADINGS, _wording(), choice)
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
        additional = additional_on(session, on, people)
    problems = [text for row in table.rows for text in _check(table, row, people, departments)]
    problems += find_twice(table, ID, _what)
    problems += _find_both(table, people)
    if problems:
        what = _("Nobody was moved: rows to correct: {count}.").format(count=len(problems))
        raise RosterError(what, problems)
    return tuple(_moves(table, people, departments, additional, on))


def transfer_people(database: Database, moves: tuple[Move, ...], stamp: Stamp) -> int:
    """Move people, all of them or nobody; return for how many something is another thing now."""
    mains = [move for move in moves if move.kind is MoveKind.MAIN]
    with database.session() as session:
        events = [
            event
            for move in (*mains, *(one for one in moves if one.kind is not MoveKind.MAIN))
            for event in _move(session, move, stamp)
        ]
        add_events(session, stamp, events)
    return len({event.learner_id for event in events})


def _move(session: Session, move: Move, stamp: Stamp) -> Iterator[Event]:
    """Move somebody; yield what is another thing now. Main and additional are never one place."""
    posting = move.posting
    first = posting.period.first
    if move.kind is MoveKind.MAIN:
        if move_person(session, posting, stamp.at):
            yield _tell(move.person, posting)
        has_ended = first is not None and end_posting(
            session, posting.person_id, posting.department_code, first
        )
        if has_ended:
            yield _tell_additional(posting, begins=False)
    elif move.kind is MoveKind.ADDITIONAL:
        if add_posting(session, posting, stamp.at):
            yield _tell_additional(posting, begins=True)
    elif first is not None and end_posting(
        session, posting.person_id, posting.department_code, first
    ):
        yield _tell_additional(posting, begins=False)


def _tell_additional(posting: Posting, *, begins: bool) -> Event:
    first = posting.period.first
    return tell_additional(posting, first.isoformat() if first else "", begins=begins)


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
    additional: Mapping[str, tuple[Posting, ...]],
    on: date,
) -> Iterator[Move]:
    for row in table.rows:
        person, kind = people[_id(row)], _kind(row)
        assert person is not None  # noqa: S101 - checked
        assert kind is not None  # noqa: S101 - checked
        code = narrow(row.values[CODE])
        position = row.values.get(POSITION, "").strip()
        if kind is MoveKind.MAIN:
            position = position or person.position
        place = (code, departments[code].name, position)
        posting = Posting(person.id, *place, Period(first=on), kind is not MoveKind.MAIN)
        yield Move(person, posting, kind, additional.get(person.id, ()))


def _wording() -> Wording:
    wording = read_wording()
    others = {
        **wording.others,
        KIND: ["区分", "発令区分", "主務兼務", "兼務区分", "kind of posting"],
    }
    return Wording(others, wording.remarks)


def _id(row: Row) -> str:
    return narrow(row.values[ID])


def _kind(row: Row) -> MoveKind | None:
    return _KINDS.get(narrow(row.values.get(KIND, "")))


def _what(row: Row) -> str:
    """Return what no two rows may be about: a person's main posting, or one additional one."""
    if _kind(row) in (MoveKind.ADDITIONAL, MoveKind.ENDED):
        return f"{_id(row)} {MoveKind.ADDITIONAL.value} {narrow(row.values[CODE])}"
    return _id(row)


def _find_both(table: Table, people: Mapping[str, Learner | None]) -> list[str]:
    """Find rows that would make one department a person's main and additional one."""
    mains = {
        _id(row): narrow(row.values[CODE]) for row in table.rows if _kind(row) is MoveKind.MAIN
    }
    found = []
    for row in table.rows:
        person = people[_id(row)]
        main = mains.get(_id(row), person.department_code if person else "")
        if _kind(row) is MoveKind.ADDITIONAL and narrow(row.values[CODE]) == main:
            what = _("{code} is the person's main department on that day.").format(code=main)
            found.append(say_fault(table, row, CODE, what, _("Correct or remove the row.")))
    return found


def _check(
    table: Table,
    row: Row,
    people: Mapping[str, Learner | None],
    departments: Mapping[str, Department],
) -> list[str]:
    number, code = _id(row), narrow(row.values[CODE])
    found = []
    if _kind(row) is None:
        what = _("“{value}” is no kind of transfer.")
        what = what.format(value=mark_unseen(row.values[KIND].strip(), 40))
        remedy = _("Write one of: {values}.").format(values=", ".join(MoveKind))
        found.append(say_fault(table, row, KIND, what, remedy))
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
