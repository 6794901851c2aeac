"""hand_in_rules: which hand-in counts and what being late costs; what checks gave each hand-in."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "hand_in_rules",
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.String(length=20), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("pause", sa.Integer(), nullable=False),
        sa.Column("grace", sa.Integer(), nullable=False),
        sa.Column("penalty", sa.String(length=20), nullable=False),
        sa.Column("per_day", sa.Double(), nullable=False),
        sa.Column("at_most", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_hand_in_rules_cohort_id")
        ),
        sa.PrimaryKeyConstraint("cohort_id", "assignment_id", name=op.f("pk_hand_in_rules")),
    )
    op.add_column("gradings", sa.Column("automatic", sa.Double(), nullable=True))


def downgrade() -> None:

    with op.batch_alter_table("gradings") as table:
        table.drop_column("automatic")
    op.drop_table("hand_in_rules")
