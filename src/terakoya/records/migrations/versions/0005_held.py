"""what the gradebook held when a grading was kept."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.add_column(
        "gradings", sa.Column("held", sa.String(length=64), nullable=False, server_default="")
    )


def downgrade() -> None:

    with op.batch_alter_table("gradings", schema=None) as batch_op:
        batch_op.drop_column("held")
