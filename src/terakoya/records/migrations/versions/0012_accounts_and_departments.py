"""learners become people; where they work, their accounts and their roles, each with its dates."""

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OF_POSTINGS = ("department_code", "department", "position")

# An event may change in one way: what names a person who was erased names a pseudonym from then on.
_STAYS = ("id", "at", "kind", "cohort_id", "assignment_id")
_IS_OTHER = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in _STAYS)
_IS_DISTINCT = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in _STAYS)
_IS_ERASED = (
    "EXISTS (SELECT 1 FROM erasures WHERE pseudonym = NEW.learner_id) "
    "AND NOT EXISTS (SELECT 1 FROM erasures WHERE pseudonym = OLD.learner_id)"
)
# So may a question to a model: only who asked, and only then.
_OF_ASKS = (
    *("id", "at", "day", "by", "place", "cohort_id", "assignment_id", "model", "characters"),
    *("answer_characters", "tokens", "outcome", "kinds"),
)
_WHO = "EXISTS (SELECT 1 FROM erasures WHERE pseudonym = NEW.who) "
_WHO += "AND NOT EXISTS (SELECT 1 FROM erasures WHERE pseudonym = OLD.who)"
_ENDS_ONCE = tuple(name for name in _OF_ASKS[:9] if name != "model")


def _in_sqlite(condition: str) -> str:
    """Return a condition as SQLite says it before its version 3.39."""
    return condition.replace("IS NOT DISTINCT FROM", "IS")


_ASK_ENDS = "OLD.outcome = 'asked' AND NEW.who IS NOT DISTINCT FROM OLD.who AND " + " AND ".join(
    f'NEW."{name}" IS NOT DISTINCT FROM OLD."{name}"' for name in _ENDS_ONCE
)
_ASK_ERASED = f"{_WHO} AND " + " AND ".join(
    f'CAST(NEW."{name}" AS TEXT) IS NOT DISTINCT FROM CAST(OLD."{name}" AS TEXT)'
    for name in _OF_ASKS
)
_SQLITE = (
    "DROP TRIGGER events_never_change",
    "CREATE TRIGGER events_never_change BEFORE UPDATE ON events "
    f"WHEN {_IS_OTHER} OR NOT ({_IS_ERASED}) "
    "BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
    "DROP TRIGGER ai_asks_end_once",
    "CREATE TRIGGER ai_asks_end_once BEFORE UPDATE ON ai_asks "
    f"WHEN NOT ({_in_sqlite(_ASK_ENDS)}) AND NOT ({_in_sqlite(_ASK_ERASED)}) "
    "BEGIN SELECT RAISE(ABORT, 'what was asked is only added'); END",
)
_POSTGRESQL = (
    "DROP TRIGGER events_never_change ON events",
    "CREATE FUNCTION refuse_other_change_of_events() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF {_IS_DISTINCT} OR NOT ({_IS_ERASED}) THEN "
    "RAISE EXCEPTION 'events are only added'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER events_never_change BEFORE UPDATE ON events "
    "FOR EACH ROW EXECUTE FUNCTION refuse_other_change_of_events()",
    "CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_events()",
    "DROP TRIGGER ai_asks_end_once ON ai_asks",
    "CREATE FUNCTION refuse_other_change_of_ai_asks() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN IF NOT ({_ASK_ENDS}) AND NOT ({_ASK_ERASED}) THEN "
    "RAISE EXCEPTION 'what was asked is only added'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER ai_asks_end_once BEFORE UPDATE ON ai_asks "
    "FOR EACH ROW EXECUTE FUNCTION refuse_other_change_of_ai_asks()",
)
_ASK_ENDED_BEFORE = "OLD.outcome <> 'asked' OR NEW.who IS NOT OLD.who OR " + " OR ".join(
    f'NEW."{name}" IS NOT OLD."{name}"' for name in _ENDS_ONCE
)
_SQLITE_BEFORE = (
    "DROP TRIGGER ai_asks_end_once",
    "CREATE TRIGGER ai_asks_end_once BEFORE UPDATE ON ai_asks "
    f"WHEN {_ASK_ENDED_BEFORE} "
    "BEGIN SELECT RAISE(ABORT, 'what was asked is only added'); END",
    "DROP TRIGGER events_never_change",
    "CREATE TRIGGER events_never_change BEFORE UPDATE ON events "
    "BEGIN SELECT RAISE(ABORT, 'events are only added'); END",
)
_POSTGRESQL_BEFORE = (
    "DROP TRIGGER ai_asks_end_once ON ai_asks",
    "DROP FUNCTION refuse_other_change_of_ai_asks()",
    "CREATE TRIGGER ai_asks_end_once BEFORE UPDATE ON ai_asks FOR EACH ROW WHEN ("
    + _ASK_ENDED_BEFORE.replace("IS NOT", "IS DISTINCT FROM")
    + ") EXECUTE FUNCTION refuse_change_of_ai_asks()",
    "DROP TRIGGER events_are_never_deleted ON events",
    "DROP TRIGGER events_never_change ON events",
    "DROP FUNCTION refuse_other_change_of_events()",
    "CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON events "
    "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_events()",
)


def upgrade() -> None:

    op.rename_table("learners", "people")
    if _is_postgresql():
        op.execute("ALTER TABLE people RENAME CONSTRAINT pk_learners TO pk_people")
    _make_places()
    _make_accounts()
    _move_into_postings()
    for name in _OF_POSTINGS:
        op.drop_column("people", name)
    for statement in _POSTGRESQL if _is_postgresql() else _SQLITE:
        op.execute(statement)


def _make_places() -> None:
    op.create_table(
        "departments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parent_code", sa.String(length=32), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
    )
    op.create_index(op.f("ix_departments_code"), "departments", ["code"])
    op.create_table(
        "postings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=False),
        sa.Column("department_code", sa.String(length=32), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("position", sa.String(length=100), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_postings_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
    )
    op.create_index(op.f("ix_postings_person_id"), "postings", ["person_id"])
    op.create_index(op.f("ix_postings_department_code"), "postings", ["department_code"])


def _make_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=32), nullable=True),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accounts_person_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_accounts")),
        sa.UniqueConstraint("person_id", name=op.f("uq_accounts_person_id")),
    )
    op.create_table(
        "login_tries",
        sa.Column("name_sha256", sa.String(length=64), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name_sha256", name=op.f("pk_login_tries")),
    )
    op.create_index(op.f("ix_login_tries_last_at"), "login_tries", ["last_at"])
    op.create_table(
        "role_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("given_by", sa.String(length=100), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account"], ["accounts.name"], name=op.f("fk_role_grants_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grants")),
    )
    op.create_index(op.f("ix_role_grants_account"), "role_grants", ["account"])
    op.create_table(
        "erasures",
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_by", sa.String(length=100), nullable=False),
        sa.Column("pending", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("pseudonym", name=op.f("pk_erasures")),
    )


def _move_into_postings() -> None:
    """Where everybody works is all that is known so far, so it held since ever."""
    people = sa.table("people", sa.column("id"), *(sa.column(name) for name in _OF_POSTINGS))
    postings = sa.table("postings", sa.column("person_id"), *map(sa.column, _OF_POSTINGS))
    everybody = sa.select(people).order_by(people.c.id)
    op.execute(postings.insert().from_select(["person_id", *_OF_POSTINGS], everybody))
    query = sa.select(people.c.department_code, people.c.department)
    rows = op.get_bind().execute(query).all()
    departments = sa.table(
        "departments", sa.column("code"), sa.column("name"), sa.column("parent_code")
    )
    for code in sorted({code for code, _name in rows if code}):
        # of several spellings, the one that most people have
        names = Counter(name for other, name in rows if other == code)
        name = max(sorted(names), key=lambda one: names[one])
        op.execute(departments.insert().values(code=code, name=name, parent_code=""))


def downgrade() -> None:

    for statement in _POSTGRESQL_BEFORE if _is_postgresql() else _SQLITE_BEFORE:
        op.execute(statement)
    lengths = {"department_code": 32, "department": 200, "position": 100}
    for name, length in lengths.items():
        op.add_column(
            "people", sa.Column(name, sa.String(length), nullable=False, server_default="")
        )
        people = sa.table("people", sa.column("id"), sa.column(name))
        postings, other = _postings(name), _postings(name).alias()
        newest = sa.select(sa.func.max(other.c.id)).where(other.c.person_id == people.c.id)
        is_newest = postings.c.id == newest.correlate(people).scalar_subquery()
        value = sa.select(postings.c[name]).where(is_newest).correlate(people)
        found = sa.func.coalesce(value.scalar_subquery(), "")
        op.execute(people.update().values({name: found}))
    for table in ("erasures", "role_grants", "login_tries", "accounts", "postings", "departments"):
        op.drop_table(table)
    if _is_postgresql():
        op.execute("ALTER TABLE people RENAME CONSTRAINT pk_people TO pk_learners")
    op.rename_table("people", "learners")


def _postings(name: str) -> sa.TableClause:
    return sa.table("postings", *map(sa.column, ("id", "person_id", name)))


def _is_postgresql() -> bool:
    return op.get_context().dialect.name == "postgresql"
