"""runs, versions of assignments, and the grading that counts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_LATEST = """
    INSERT INTO current_gradings
        (cohort_id, learner_id, assignment_id, submission_id, assignment_digest, grading_id)
    SELECT cohort_id, learner_id, assignment_id, submission_id, assignment_digest, grading_id
    FROM (
        SELECT s.cohort_id, s.learner_id, s.assignment_id, g.submission_id, g.assignment_digest,
               g.id AS grading_id,
               ROW_NUMBER() OVER (
                   PARTITION BY s.cohort_id, s.learner_id, s.assignment_id
                   ORDER BY g.graded_at DESC, g.id DESC
               ) AS place
        FROM gradings g JOIN submissions s ON s.id = g.submission_id
    ) AS ranked
    WHERE place = 1
"""


def upgrade() -> None:

    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=True),
        sa.Column("started_by", sa.String(length=100), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=20), nullable=False),
        sa.Column("force", sa.Boolean(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohorts.id"], name=op.f("fk_runs_cohort_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_cohort_id"), "runs", ["cohort_id"])
    op.create_table(
        "assignment_versions",
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("assignment_id", "digest", name=op.f("pk_assignment_versions")),
    )
    with op.batch_alter_table("gradings", schema=None) as batch_op:
        # one row a run from now on: what was graded twice against one version is two gradings
        batch_op.drop_constraint(
            batch_op.f("uq_gradings_submission_id_assignment_digest"), type_="unique"
        )
        batch_op.add_column(sa.Column("run_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("cause", sa.String(length=20), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("changed", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("problem", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("score_before", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("score_after", sa.Double(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_gradings_run_id"), "runs", ["run_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_gradings_submission_id"), ["submission_id"])
        batch_op.create_index(batch_op.f("ix_gradings_run_id"), ["run_id"])
    op.create_table(
        "current_gradings",
        sa.Column("cohort_id", sa.String(length=64), nullable=False),
        sa.Column("learner_id", sa.String(length=32), nullable=False),
        sa.Column("assignment_id", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("assignment_digest", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("grading_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohorts.id"], name=op.f("fk_current_gradings_cohort_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learners.id"], name=op.f("fk_current_gradings_learner_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_current_gradings_submission_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_current_gradings_run_id")),
        sa.ForeignKeyConstraint(
            ["grading_id"], ["gradings.id"], name=op.f("fk_current_gradings_grading_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["runs.id"], name=op.f("fk_current_gradings_asked_by")
        ),
        sa.PrimaryKeyConstraint(
            "cohort_id", "learner_id", "assignment_id", name=op.f("pk_current_gradings")
        ),
    )
    op.execute(_LATEST)


def downgrade() -> None:

    op.drop_table("current_gradings")
    with op.batch_alter_table("gradings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gradings_run_id"))
        batch_op.drop_index(batch_op.f("ix_gradings_submission_id"))
        batch_op.drop_constraint(batch_op.f("fk_gradings_run_id"), type_="foreignkey")
        for name in ("score_after", "score_before", "problem", "changed", "cause", "run_id"):
            batch_op.drop_column(name)
    op.execute(
        "DELETE FROM gradings WHERE id NOT IN "
        "(SELECT MAX(id) FROM gradings GROUP BY submission_id, assignment_digest)"
    )
    with op.batch_alter_table("gradings", schema=None) as batch_op:
        batch_op.create_unique_constraint(
            batch_op.f("uq_gradings_submission_id_assignment_digest"),
            ["submission_id", "assignment_digest"],
        )
    op.drop_table("assignment_versions")
    op.drop_index(op.f("ix_runs_cohort_id"), "runs")
    op.drop_table("runs")
