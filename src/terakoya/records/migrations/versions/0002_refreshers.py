"""refreshers: cards, attempts, calendar addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "refresh_cards",
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("due", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_review", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_refresh_cards_learner_id")
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "assignment_id", "item_id", name=op.f("pk_refresh_cards")
        ),
    )
    with op.batch_alter_table("refresh_cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refresh_cards_due"), ["due"], unique=False)

    op.create_table(
        "refresh_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.Integer(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_refresh_attempts_learner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refresh_attempts")),
        sa.UniqueConstraint(
            "learner_id",
            "assignment_id",
            "item_id",
            "number",
            name=op.f("uq_refresh_attempts_learner_id_assignment_id_item_id_number"),
        ),
    )
    op.create_table(
        "refresh_feeds",
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_refresh_feeds_learner_id")
        ),
        sa.PrimaryKeyConstraint("learner_id", name=op.f("pk_refresh_feeds")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_refresh_feeds_token_sha256")),
    )


def downgrade() -> None:

    op.drop_table("refresh_feeds")
    op.drop_table("refresh_attempts")
    with op.batch_alter_table("refresh_cards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refresh_cards_due"))

    op.drop_table("refresh_cards")
