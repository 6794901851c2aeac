"""events: what happened, in one table that only grows; a cohort's log becomes part of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

Row = Mapping[Any, Any]
_AT_ONCE = 1000  # rows in memory
_SUBJECTS = ("cohort_id", "learner_id", "assignment_id")
_COPIED = ("at", "by", *_SUBJECTS)
_CHANGES = "created changed archived unarchived enrolled updated withdrawn reinstated due extension"

# SQLite replaces a row without a word to the trigger of deletions, so that is refused as well.
_SQLITE = (
    "CREATE TRIGGER events_never_change BEFORE UPDATE ON events "
    "BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
    "CREATE TRIGGER events_never_go BEFORE DELETE ON events "
    "BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
    "CREATE TRIGGER events_are_never_replaced BEFORE INSERT ON events "
    "WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION refuse_change_of_events() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'events are only added'; END $$",
    "CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON events "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_events()",
    "CREATE TRIGGER events_never_go BEFORE TRUNCATE ON events "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_events()",
)


def upgrade() -> None:

    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_cohort_id"), "events", ["cohort_id"])
    for some in _read(_log()):
        op.get_bind().execute(sa.insert(_events()), [_event_of(row) for row in some])
    op.drop_index(op.f("ix_cohort_log_cohort_id"), table_name="cohort_log")
    op.drop_table("cohort_log")
    for statement in _POSTGRESQL if _is_postgresql() else _SQLITE:
        op.execute(statement)


def downgrade() -> None:

    op.create_table(
        "cohort_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_cohort_log_cohort_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_log")),
    )
    op.create_index(op.f("ix_cohort_log_cohort_id"), "cohort_log", ["cohort_id"])
    for some in _read(_events(), only=_CHANGES.split()):
        op.get_bind().execute(sa.insert(_log()), [_entry_of(row) for row in some])
    op.drop_index(op.f("ix_events_cohort_id"), table_name="events")
    op.drop_table("events")
    if _is_postgresql():
        op.execute("DROP FUNCTION refuse_change_of_events()")


def _read(table: sa.TableClause, only: Sequence[str] = ()) -> list[Sequence[Row]]:
    query = sa.select(table).order_by(table.c.id)
    if only:
        query = query.where(table.c.kind.in_(only))
    rows = op.get_bind().execute(query).mappings().all()
    return [rows[at : at + _AT_ONCE] for at in range(0, len(rows), _AT_ONCE)]


def _event_of(row: Row) -> dict[str, object]:
    data = {"before": row["before"], "after": row["after"]}
    return {name: row[name] for name in _COPIED} | {"kind": row["what"], "data": data}


def _entry_of(row: Row) -> dict[str, object]:
    values = {name: row["data"].get(name, {}) for name in ("before", "after")}
    return {name: row[name] for name in _COPIED} | {"what": row["kind"]} | values


def _log() -> sa.TableClause:
    return _table("cohort_log", "what", "before", "after")


def _events() -> sa.TableClause:
    return _table("events", "kind", "data")


def _table(name: str, kind: str, *data: str) -> sa.TableClause:
    own: list[sa.ColumnClause[Any]] = [sa.column(one, sa.JSON()) for one in data]
    copied = (sa.column(one, sa.String()) for one in ("by", *_SUBJECTS, kind))
    moment = sa.column("at", sa.DateTime(timezone=True))
    return sa.table(name, sa.column("id", sa.Integer()), moment, *copied, *own)


def _is_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"
