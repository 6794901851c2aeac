"""receipts, offers, fetches, feedback_given: handing in and giving out over the network."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "receipts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("sent", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        *_refers("receipts", cohort_id="cohorts", learner_id="people"),
        *_refers("receipts", submission_id="submissions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint(
            "cohort_id",
            "learner_id",
            "assignment_id",
            "token",
            name=op.f("uq_receipts_cohort_id_learner_id_assignment_id_token"),
        ),
    )
    op.create_index(op.f("ix_receipts_learner_id"), "receipts", ["learner_id"])
    op.create_index(op.f("ix_receipts_submission_id"), "receipts", ["submission_id"])
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=True),
        *_refers("offers", cohort_id="cohorts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(op.f("ix_offers_cohort_id"), "offers", ["cohort_id"])
    op.create_table(
        "fetches",
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_refers("fetches", cohort_id="cohorts", learner_id="people"),
        sa.PrimaryKeyConstraint(
            "cohort_id", "learner_id", "assignment_id", name=op.f("pk_fetches")
        ),
    )
    op.create_table(
        "feedback_given",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("notebook", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_refers("feedback_given", submission_id="submissions"),
        sa.PrimaryKeyConstraint("submission_id", "notebook", name=op.f("pk_feedback_given")),
    )


def downgrade() -> None:

    for table in ("feedback_given", "fetches", "offers", "receipts"):
        op.drop_table(table)


def _refers(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]
