"""ai_asks: who asked live models how much, and how it ended; a row ends once, then stays."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_FIXED = ("id", "at", "day", "by", "place", "who", "cohort_id", "assignment_id", "characters")
_IS_OTHER = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _FIXED)
_IS_DISTINCT = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in _FIXED)

# SQLite replaces a row without a word to the trigger of deletions, so that is refused as well.
_SQLITE = (
    "CREATE TRIGGER ai_asks_end_once BEFORE UPDATE ON ai_asks "
    f"WHEN OLD.outcome <> 'asked' OR {_IS_OTHER} "
    "BEGIN SELECT RAISE(ABORT, 'what was asked is only added'); END",
    "CREATE TRIGGER ai_asks_never_go BEFORE DELETE ON ai_asks "
    "BEGIN SELECT RAISE(ABORT, 'what was asked is only added'); END",
    "CREATE TRIGGER ai_asks_are_never_replaced BEFORE INSERT ON ai_asks "
    "WHEN EXISTS (SELECT 1 FROM ai_asks WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'what was asked is only added'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION refuse_change_of_ai_asks() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'what was asked is only added'; END $$",
    "CREATE TRIGGER ai_asks_end_once BEFORE UPDATE ON ai_asks FOR EACH ROW "
    f"WHEN (OLD.outcome <> 'asked' OR {_IS_DISTINCT}) "
    "EXECUTE FUNCTION refuse_change_of_ai_asks()",
    "CREATE TRIGGER ai_asks_never_go BEFORE DELETE ON ai_asks "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_ai_asks()",
    "CREATE TRIGGER ai_asks_are_never_emptied BEFORE TRUNCATE ON ai_asks "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_ai_asks()",
)


def upgrade() -> None:

    op.create_table(
        "ai_asks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("answer_characters", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_asks")),
    )
    op.create_index(op.f("ix_ai_asks_who_day"), "ai_asks", ["who", "day"])
    for statement in _POSTGRESQL if _is_postgresql() else _SQLITE:
        op.execute(statement)


def downgrade() -> None:

    op.drop_index(op.f("ix_ai_asks_who_day"), table_name="ai_asks")
    op.drop_table("ai_asks")
    if _is_postgresql():
        op.execute("DROP FUNCTION refuse_change_of_ai_asks()")


def _is_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"
