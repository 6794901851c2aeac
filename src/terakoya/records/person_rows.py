"""All rows that are about a person, in whatever table: found by what refers to a person.

A new table that refers to people, accounts or submissions is part of it by itself; a test asks of
every other one why it is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select
from sqlalchemy.orm import Session

from terakoya.records.people_tables import AccountRow
from terakoya.records.tables import Base, SubmissionRow

__all__ = ["ACTORS", "IMPERSONAL", "SECRET", "is_about", "personal_columns", "rows_about"]
__all__ += ["tables_about"]

IMPERSONAL = {
    "cohorts": "no person in it",
    "runs": "who began a run; no learner",
    "assignment_versions": "no person in it",
    "departments": "no person in it",
    "due_dates": "of all",
    "hand_in_rules": "of all",
    "offers": "of all",
    "openings": "no person in it",
    "login_tries": "digests of names, forgotten after a day",
    "erasures": "pseudonyms only; what is pending is about to go",
}
"""Tables in which no row is about one person → why."""
ACTORS = {
    ("events", "by"): "the log of who saw or changed whose marks is for those whose they are",
    ("ai_asks", "by"): "for whom a question was asked stands in `who`",
    ("applications", "applied_by"): "whoever applied for somebody else answers for it",
    ("applications", "decided_by"): "whoever agreed or refused answers for it",
    ("notices", "made_by"): "whoever sent something to others answers for it",
    ("runs", "started_by"): "whoever graded answers for it",
    ("role_grants", "given_by"): "whoever gave a role answers for it",
    ("erasures", "erased_by"): "whoever erased somebody answers for it",
}
"""(table, column) with the account of whoever did something to others -> why it stays when they are
erased. What they did to themselves gets their pseudonym with the rest of its row."""
SECRET = frozenset({("accounts", "password_hash"), ("refresh_feeds", "token_sha256")})
"""(table, column): what proves who somebody is. It is shown to nobody, not even to them."""
_WITHOUT_KEY = {"events": ("learner_id",), "ai_asks": ("who",), "people": ("id",)}
_TARGETS = ("people.id", "accounts.name", "submissions.id")


def personal_columns(table: Table) -> dict[str, str]:
    """Return which columns of a table name a person, and as what: `_TARGETS`."""
    found = dict.fromkeys(_WITHOUT_KEY.get(table.name, ()), "people.id")
    for column in table.columns:
        for key in column.foreign_keys:
            if key.target_fullname in _TARGETS:
                found[column.name] = key.target_fullname
    return found


def tables_about() -> Iterator[tuple[Table, Mapping[str, str]]]:
    """Yield the tables with rows about persons, those first to which others refer."""
    for table in Base.metadata.sorted_tables:
        if columns := personal_columns(table):
            yield table, columns


def rows_about(session: Session, person_id: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row about a person by table, without what is `SECRET`; empty tables are none."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, columns in tables_about():
        shown = [one for one in table.columns if (table.name, one.name) not in SECRET]
        query = select(*shown).where(is_about(table, columns, person_id))
        rows = session.execute(query.order_by(*table.primary_key)).mappings()
        if some := [dict(row) for row in rows]:
            found[table.name] = some
    return found


def is_about(table: Table, columns: Mapping[str, str], person_id: str) -> ColumnElement[bool]:
    """Return what is true of the rows of a table that are about a person."""
    meant: dict[str, Any] = {
        "people.id": [person_id],
        "accounts.name": select(AccountRow.name).where(AccountRow.person_id == person_id),
        "submissions.id": select(SubmissionRow.id).where(SubmissionRow.learner_id == person_id),
    }
    return or_(*(table.columns[name].in_(meant[as_what]) for name, as_what in columns.items()))
