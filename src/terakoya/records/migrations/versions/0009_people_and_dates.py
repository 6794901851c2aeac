"""who withdrew, which cohorts are archived, due dates and extensions, and the log of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.add_column("cohorts", sa.Column("archived_at", sa.DateTime(timezone=True)))
    op.add_column("enrolments", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.create_table(
        "due_dates",
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_due_dates_cohort_id")),
        sa.PrimaryKeyConstraint("cohort_id", "assignment_id", name=op.f("pk_due_dates")),
    )
    op.create_table(
        "extensions",
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_extensions_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_extensions_learner_id")
        ),
        sa.PrimaryKeyConstraint(
            "cohort_id", "learner_id", "assignment_id", name=op.f("pk_extensions")
        ),
    )
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


def downgrade() -> None:

    op.drop_index(op.f("ix_cohort_log_cohort_id"), table_name="cohort_log")
    op.drop_table("cohort_log")
    op.drop_table("extensions")
    op.drop_table("due_dates")
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_at")
    with op.batch_alter_table("cohorts", schema=None) as batch_op:
        batch_op.drop_column("archived_at")
