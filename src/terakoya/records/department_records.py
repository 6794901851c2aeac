"""The tree of departments, as it was on any day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from terakoya.model.posting import Department, Period, day_before
from terakoya.records.people_tables import DepartmentRow

__all__ = ["add_unknown_departments", "departments_below", "departments_on", "end_department"]
__all__ += ["put_department"]


def departments_on(session: Session, day: date) -> dict[str, Department]:
    """Return the departments that there are on a day, by code, sorted."""
    rows = session.scalars(select(DepartmentRow).order_by(DepartmentRow.code, DepartmentRow.id))
    return {row.code: _department(row) for row in rows if _period(row).holds_on(day)}


def departments_below(departments: Mapping[str, Department], code: str) -> frozenset[str]:
    """Return a department and all those below it; a circle among them ends."""
    below = {code}
    while True:
        more = {one.code for one in departments.values() if one.parent_code in below} - below
        if not more:
            return frozenset(below)
        below |= more


def add_unknown_departments(session: Session, named: Iterable[tuple[str, str]]) -> None:
    """Add the (code, name) that a roster names and the tree does not know, at its top."""
    known = set(session.scalars(select(DepartmentRow.code)))
    for code, name in named:
        if code and code not in known:
            known.add(code)
            session.add(DepartmentRow(code=code, name=name, parent_code=""))
    session.flush()


def put_department(session: Session, department: Department) -> bool:
    """Let a department be so from the first day of its period on; False where it is already.

    A first day of None is for one that is not known yet.
    """
    first = department.period.first
    row = _row_on(session, department.code, first)
    if row is not None and (row.name, row.parent_code) == (department.name, department.parent_code):
        return False
    if row is not None and row.from_on == first:
        row.name, row.parent_code = department.name, department.parent_code
        session.flush()
        return True
    last = department.period.last if row is None else row.until_on
    if row is not None and first is not None:
        row.until_on = day_before(first)
    session.add(
        DepartmentRow(
            code=department.code,
            name=department.name,
            parent_code=department.parent_code,
            from_on=first,
            until_on=last,
        )
    )
    session.flush()
    return True


def end_department(session: Session, code: str, last_day: date) -> bool:
    """Let a department end with a day; False where there is none of that code then."""
    row = _row_on(session, code, last_day)
    if row is None or row.until_on == last_day:
        return False
    row.until_on = last_day
    session.flush()
    return True


def _row_on(session: Session, code: str, day: date | None) -> DepartmentRow | None:
    """Return the row that holds on a day; on no day in particular, the one that began first."""
    rows = session.scalars(select(DepartmentRow).where(DepartmentRow.code == code)).all()
    found = sorted(rows, key=lambda row: row.from_on or date.min)
    if day is None:
        return found[0] if found else None
    return next((row for row in found if _period(row).holds_on(day)), None)


def _period(row: DepartmentRow) -> Period:
    return Period(row.from_on, row.until_on)


def _department(row: DepartmentRow) -> Department:
    return Department(row.code, row.name, row.parent_code, _period(row))
