"""Taking a person out of the records: what is theirs goes, what is counted gets a pseudonym."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, delete, select, text, update
from sqlalchemy.orm import Session

from terakoya.model import Event, EventKind, Stamp
from terakoya.records.events import EventRow, add_events
from terakoya.records.people_tables import AccountRow, ErasureRow
from terakoya.records.person_rows import is_about, tables_about
from terakoya.records.tables import PersonRow, SubmissionFileRow, SubmissionRow

__all__ = ["GOING", "end_erasure", "erase_rows", "find_pending", "list_contents_of"]

GOING = frozenset(
    {
        "postings",
        "role_grants",
        "accounts",
        "told_names",
        "origins",
        "extensions",
        "refresh_cards",
        "refresh_attempts",
        "refresh_feeds",
        "submission_files",
        "left_out_files",
        "feedback_given",
        "applications",
        "notices",
        "left_out_notices",
    }
)
"""Tables whose rows about the person go; in all others a pseudonym takes the person's place."""
_NAMING = frozenset({"name", "account", "email", "department", "department_code", "position"})


def find_pending(session: Session, person_id: str) -> tuple[str, Mapping[str, Any]] | None:
    """Return the pseudonym and what is pending of an erasure that was stopped; None for none."""
    for row in session.scalars(select(ErasureRow)):
        if row.pending is not None and row.pending.get("person") == person_id:
            return row.pseudonym, row.pending
    return None


def end_erasure(session: Session, pseudonym: str) -> None:
    """Forget who it was: all is done."""
    session.get_one(ErasureRow, pseudonym).pending = None
    session.flush()


def list_contents_of(session: Session, person_id: str) -> frozenset[str]:
    """Return the SHA-256 of contents that this person has handed in, and nobody else."""
    query = select(SubmissionFileRow.sha256).join(
        SubmissionRow, SubmissionRow.id == SubmissionFileRow.submission_id
    )
    theirs = set(session.scalars(query.where(SubmissionRow.learner_id == person_id)))
    return frozenset(
        theirs - set(session.scalars(query.where(SubmissionRow.learner_id != person_id)))
    )


def erase_rows(
    session: Session, person_id: str, pseudonym: str, pending: Mapping[str, Any], stamp: Stamp
) -> dict[str, int]:
    """Take a person out of every table; return how many rows of each went or were renamed.

    The person is there. `pending` is kept until `end_erasure`.
    """
    if session.get_bind().dialect.name == "sqlite":  # what goes is not only marked as free
        session.execute(text("PRAGMA secure_delete = 1"))
    old = session.get_one(PersonRow, person_id)
    erased = ErasureRow(
        pseudonym=pseudonym, erased_at=stamp.at, erased_by=stamp.by, pending=dict(pending)
    )
    session.add(erased)
    session.add(PersonRow(id=pseudonym, name="", tier=old.tier, email=""))
    session.flush()
    accounts = set(
        session.scalars(select(AccountRow.name).where(AccountRow.person_id == person_id))
    )
    counts = {"events": _rename_in_events(session, person_id, pseudonym, accounts)}
    for table, columns in reversed([*tables_about()]):
        if table.name in GOING:
            gone = session.execute(delete(table).where(is_about(table, columns, person_id)))
            counts[table.name] = gone.rowcount  # type: ignore[attr-defined]
    for table, columns in tables_about():
        if table.name not in GOING | {"events", "people"}:
            counts[table.name] = _rename(session, table, columns, person_id, pseudonym)
    session.execute(delete(PersonRow).where(PersonRow.id == person_id))
    told = {name: count for name, count in sorted(counts.items()) if count}
    event = Event(EventKind.PERSON_ERASED, learner_id=pseudonym, data={"rows": told})
    add_events(session, stamp, [event])
    return told


def _rename(
    session: Session, table: Table, columns: Mapping[str, str], person_id: str, pseudonym: str
) -> int:
    count = 0
    for name, as_what in columns.items():
        if as_what == "people.id":
            column = table.columns[name]
            done = session.execute(
                update(table).where(column == person_id).values({name: pseudonym})
            )
            count += done.rowcount  # type: ignore[attr-defined]
    return count


def _rename_in_events(session: Session, person_id: str, pseudonym: str, accounts: set[str]) -> int:
    table: Any = EventRow.__table__
    rows = session.execute(select(table).where(table.c.learner_id == person_id)).mappings().all()
    for row in rows:
        values = {
            "learner_id": pseudonym,
            "by": pseudonym if row["by"] in accounts else row["by"],
            "data": _without_names(row["data"]),
        }
        session.execute(update(table).where(table.c.id == row["id"]).values(values))
    return len(rows)


def _without_names(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an event tells without what tells who it was."""
    kept = {name: value for name, value in data.items() if name not in _NAMING}
    return {
        name: _without_names(value) if isinstance(value, dict) else value
        for name, value in kept.items()
    }
