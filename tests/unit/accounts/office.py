"""A small office: three departments under one another, four people, a cohort of two of them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from terakoya.model import Cohort, Learner, Stamp, Tier
from terakoya.model.posting import Department, Period
from terakoya.records import Database, add_cohort, enrol
from terakoya.records.department_records import put_department

__all__ = ["NOW", "PEOPLE", "STAMP", "TODAY", "make_office"]

NOW = datetime(2027, 3, 1, 0, 0, tzinfo=UTC)
TODAY = date(2027, 3, 1)
STAMP = Stamp(NOW, "admin")
PEOPLE = tuple(
    Learner(number, name, code, place, "主事", Tier.GENERAL, f"{number}@city.example.jp")
    for number, name, code, place in (
        ("00101", "髙橋 一郎", "0110", "総務課"),
        ("00102", "山﨑 花子", "0120", "税務課"),
        ("A103", "田中 誠", "0110", "総務課"),
        ("00104", "佐藤 実", "0200", "福祉部"),
    )
)
DEPARTMENTS = (
    Department("0100", "総務部"),
    Department("0110", "総務課", "0100"),
    Department("0120", "税務課", "0100"),
    Department("0200", "福祉部"),
    Department("0300", "新しい部", "0100", Period(date(2027, 4, 1))),
)


def make_office(database: Database) -> None:
    """Write the office into an empty database."""
    with database.session() as session:
        for department in DEPARTMENTS:
            put_department(session, department)
        for name in ("spring", "autumn"):
            add_cohort(session, Cohort(name, "small", name), NOW)
        enrol(session, "spring", PEOPLE[:2], NOW)
        enrol(session, "autumn", PEOPLE[2:], NOW)
