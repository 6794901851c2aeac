"""under which name hand-ins came, and which of their files were left out."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "origins",
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("is_folder", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_origins_cohort_id")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_origins_learner_id")
        ),
        sa.PrimaryKeyConstraint(
            "cohort_id", "learner_id", "assignment_id", name=op.f("pk_origins")
        ),
    )
    op.create_table(
        "left_out_files",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_left_out_files_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "name", name=op.f("pk_left_out_files")),
    )


def downgrade() -> None:

    op.drop_table("left_out_files")
    op.drop_table("origins")
