"""The tree of departments from a table: all or nothing, from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path

from sqlalchemy.orm import Session

from terakoya.delivery.layouts import narrow
from terakoya.delivery.roster import CODE, DEPARTMENT, read_wording
from terakoya.delivery.row_faults import find_twice, say_fault
from terakoya.errors import RosterError
from terakoya.language import gettext as _
from terakoya.model import (
    Event,
    EventKind,
    Stamp,
    find_unseen,
    has_control,
    mark_unseen,
    tell_change,
)
from terakoya.model.posting import Department, Period, day_before
from terakoya.records import Database, add_events
from terakoya.records.additional_postings import add_posting, additional_on
from terakoya.records.department_records import (
    departments_below,
    departments_on,
    end_department,
    put_department,
)
from terakoya.records.posting_records import move_person, postings_on
from terakoya.sheets import Choice, Row, Table, Wording, read_table

__all__ = ["PARENT", "TreeChange", "change_departments", "read_departments"]

PARENT = "上位コード"
_HEADINGS = (CODE, DEPARTMENT, PARENT)
_LONGEST = {CODE: 32, DEPARTMENT: 200}


@dataclass(frozen=True)
class TreeChange:
    """One department as it is on the day without the table, and with it; None for not there."""

    before: Department | None
    after: Department | None

    @property
    def code(self) -> str:
        """The code of the department."""
        one = self.after or self.before
        return one.code if one is not None else ""


def read_departments(
    database: Database,
    path: Path,
    on: date,
    *,
    complete: bool = False,
    choice: Choice | None = None,
) -> tuple[TreeChange, ...]:
    """Read a table with 所属コード, 所属 and, if it has it, 上位コード; return what changes.

    Args:
        complete: the table holds every department, so that those it does not hold end.

    Raises:
        UsageError: there is no such file, or it is no table.
        RosterError: a column is missing, rows are bad, or the tree has a circle; all are listed.
    """
    table = read_table(path, _HEADINGS, _wording(), choice)
    missing = [heading for heading in (CODE, DEPARTMENT) if heading not in table.columns]
    if missing:
        raise RosterError(
            _("Columns are missing: {columns}.").format(columns=", ".join(missing)),
            where=path.name,
            remedy=_("Write these headings over their columns."),
        )
    with database.reading() as session:
        known = departments_on(session, on)
    new = {_code(row): _department(row, on) for row in table.rows}
    kept = {} if complete else dict(known)
    problems = [text for row in table.rows for text in _check(table, row, kept | new)]
    problems += find_twice(table, CODE, _code)
    if problems:
        what = _("No department was changed: rows to correct: {count}.")
        raise RosterError(what.format(count=len(problems)), problems)
    changes = [TreeChange(known.get(code), one) for code, one in new.items()]
    ending = [TreeChange(one, None) for code, one in known.items() if complete and code not in new]
    return tuple(one for one in [*changes, *ending] if not _is_same(one))


def change_departments(
    database: Database, changes: tuple[TreeChange, ...], on: date, stamp: Stamp
) -> int:
    """Change the tree from a day on, in one transaction; return how many people are renamed.

    Who works in a department with a new name is posted there anew: what was, keeps the old name.
    """
    with database.session() as session:
        changed = [one for one in changes if _put(session, one, on)]
        add_events(session, stamp, [_tell(one, on) for one in changed])
        return sum(_rename(session, one, on, stamp) for one in changed)


def _put(session: Session, change: TreeChange, on: date) -> bool:
    if change.after is None:
        return end_department(session, change.code, day_before(on))
    return put_department(session, change.after)


def _rename(session: Session, change: TreeChange, on: date, stamp: Stamp) -> int:
    """Post those anew whose department has another name from then on; return how many."""
    if change.after is None:
        return 0
    renamed = 0
    for posting in postings_on(session, on).values():
        if posting.department_code == change.code and posting.department != change.after.name:
            new = replace(posting, department=change.after.name, period=Period(first=on))
            renamed += move_person(session, new, stamp.at)
    for posting in chain.from_iterable(additional_on(session, on).values()):
        if posting.department_code == change.code and posting.department != change.after.name:
            period = Period(on, posting.period.last)
            new = replace(posting, department=change.after.name, period=period)
            add_posting(session, new, stamp.at)
    return renamed


def _tell(change: TreeChange, on: date) -> Event:
    before, after = (
        {} if one is None else {"department": one.name, "parent": one.parent_code}
        for one in (change.before, change.after)
    )
    same = [name for name in after if before.get(name) == after[name]]
    data = tell_change(
        {name: value for name, value in before.items() if name not in same},
        {name: value for name, value in after.items() if name not in same},
    )
    told = {"on": on.isoformat(), "department": change.code}
    return Event(EventKind.DEPARTMENT_CHANGED, data=data | told)


def _is_same(change: TreeChange) -> bool:
    before, after = change.before, change.after
    if before is None or after is None:
        return before is after
    return (before.name, before.parent_code) == (after.name, after.parent_code)


def _wording() -> Wording:
    wording = read_wording()
    others = {
        **wording.others,
        PARENT: ["上位所属コード", "上位部署コード", "親コード", "上位組織コード", "parent code"],
    }
    return Wording(others, wording.remarks)


def _code(row: Row) -> str:
    return narrow(row.values[CODE])


def _department(row: Row, on: date) -> Department:
    name = " ".join(row.values[DEPARTMENT].split())
    return Department(_code(row), name, narrow(row.values.get(PARENT, "")), Period(first=on))


def _check(table: Table, row: Row, tree: Mapping[str, Department]) -> list[str]:
    found = []
    for heading, longest in _LONGEST.items():
        text = row.values[heading].strip()
        if not text or len(text) > longest or has_control(text) or find_unseen(text):
            what = _("A department needs this: 1 to {limit} characters.").format(limit=longest)
            found.append(say_fault(table, row, heading, what, _("Type the cell again.")))
    if CODE in row.numbers and table.is_workbook:
        what = _("The code is a number, which may have lost its leading zeros.")
        remedy = _("Format the column as text and type the number again with its zeros.")
        found.append(say_fault(table, row, CODE, what, remedy))
    parent = narrow(row.values.get(PARENT, ""))
    if parent and parent not in tree:
        what = _("There is no department “{code}” on that day.")
        what = what.format(code=mark_unseen(parent, 40))
        found.append(say_fault(table, row, PARENT, what, _("Add its row, or correct the code.")))
    elif parent and parent in departments_below(tree, _code(row)):
        what = _("{code} would be above itself.").format(code=mark_unseen(_code(row), 40))
        found.append(say_fault(table, row, PARENT, what, _("Correct the code.")))
    return found
