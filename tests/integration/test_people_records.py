"""People, departments and accounts in the database, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from terakoya import records
from terakoya.accounts import (
    check_password,
    create_account,
    give_role,
    make_missing_accounts,
    password_hashes,
    person_of,
)
from terakoya.delivery import compare_roster, enrol_roster
from terakoya.errors import LoginRefusedError, RosterError, UsageError, WorkspaceError
from terakoya.model import Cohort, Event, EventKind, Learner, Stamp, Tier
from terakoya.model.account_roles import RoleGrant
from terakoya.model.ai_ask import (
    AskEnding,
    Asker,
    AskOutcome,
    AskPlace,
    DailyBudget,
    Question,
)
from terakoya.model.permissions import Action, Of, may
from terakoya.model.posting import Department, Period, Posting
from terakoya.records import (
    AskLedger,
    Database,
    StoredFile,
    add_cohort,
    add_events,
    add_submission,
    change_cohort,
    enrol,
    find_learner,
    list_events,
    list_learners,
    open_database,
    set_extensions,
)
from terakoya.records.account_records import list_accounts
from terakoya.records.cohort_records import find_same_numbers
from terakoya.records.department_records import (
    departments_below,
    departments_on,
    end_department,
    put_department,
)
from terakoya.records.erasing_rows import (
    end_erasure,
    erase_rows,
    find_pending,
    list_contents_of,
)
from terakoya.records.login_tries import FREE_TRIES
from terakoya.records.people_tables import ErasureRow
from terakoya.records.person_rows import rows_about
from terakoya.records.posting_records import (
    department_on,
    leave_office,
    list_postings,
    move_person,
    postings_on,
)
from tests.integration.test_records import LEARNER, NOW, database, postgresql
from tests.kept_tables import real_migrations

__all__ = ["database", "postgresql"]

APRIL = date(2027, 4, 1)
TAX = Posting("000123", "0102", "税務課", "主査", Period(APRIL))


@pytest.fixture(scope="module", autouse=True)
def _real_migrations() -> Iterator[None]:
    """Run the migrations for each new database: they are looked at here."""
    with real_migrations():
        yield


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a password costs is no part of this."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(password_hashes, "_HASHER", cheap)


# --- where people work ---------------------------------------------------------------------------


def test_transfer_holds_from_its_day(database: Database) -> None:
    """Yesterday is with yesterday's department, and what is planned is not there today."""
    with database.session() as session:
        assert department_on(session, "000123", date(2000, 1, 1)) == "0101"
        assert move_person(session, TAX, NOW)
        assert not move_person(session, TAX, NOW)
        found = {
            day: department_on(session, "000123", day)
            for day in (NOW.date(), date(2027, 3, 31), APRIL, date(2030, 1, 1))
        }
        assert list(found.values()) == ["0101", "0101", "0102", "0102"]
        assert find_learner(session, "000123") == LEARNER
        moved = replace(LEARNER, department_code="0102", department="税務課")
        assert find_learner(session, "000123", APRIL) == moved


def test_transfers_are_told_in_any_order(database: Database) -> None:
    """One between two others ends where the next begins; the same day again corrects it."""
    with database.session() as session:
        welfare = replace(TAX, department_code="0103", department="福祉課")
        move_person(session, TAX, NOW)
        move_person(session, replace(welfare, period=Period(date(2027, 1, 1))), NOW)
        move_person(session, replace(TAX, department="税務部", period=Period(APRIL)), NOW)
        told = [(one.department, one.period) for one in list_postings(session, "000123")]
    assert told == [
        ("総務課", Period(None, date(2026, 12, 31))),
        ("福祉課", Period(date(2027, 1, 1), date(2027, 3, 31))),
        ("税務部", Period(APRIL)),
    ]


def test_who_has_left_is_nowhere_but_still_shown(database: Database) -> None:
    """No figure of a day counts them after their last one; lists say where they were."""
    with database.session() as session:
        move_person(session, TAX, NOW)
        assert leave_office(session, "000123", date(2026, 12, 31))
        assert not leave_office(session, "000123", date(2026, 12, 31))
        assert department_on(session, "000123", date(2026, 12, 31)) == "0101"
        assert department_on(session, "000123", date(2027, 1, 1)) is None
        assert postings_on(session, APRIL) == {}
        assert find_learner(session, "000123", APRIL) == LEARNER


def test_cohort_that_is_over_keeps_its_departments(database: Database) -> None:
    """Figures of a cohort speak of its last day, those of one that goes on of today."""
    over = Cohort("spring", "small", "春", date(2026, 9, 1), date(2026, 10, 31))
    moved = replace(LEARNER, department_code="0102", department="税務課", position="係長")
    with database.session() as session:
        add_cohort(session, Cohort("autumn", "small", "秋"), NOW)
        change_cohort(session, over)
        enrol(session, "autumn", [moved], NOW)  # a roster of today: it was a transfer
        assert list_learners(session, "spring") == (LEARNER,)
        assert list_learners(session, "autumn") == (moved,)
        assert list_learners(session, "spring", NOW.date()) == (moved,)


def test_roster_of_a_cohort_that_is_over_is_compared_with_today(database: Database) -> None:
    """Enrolling the same list again shows no change that was made already."""
    over = Cohort("spring", "small", "春", date(2026, 9, 1), date(2026, 10, 31))
    moved = replace(LEARNER, department_code="0102", department="税務課")
    with database.session() as session:
        change_cohort(session, over)
    assert compare_roster(database, over, [moved]) == [("department_code", "department")]
    assert enrol_roster(database, over, [moved], NOW) == (0, 1)
    assert compare_roster(database, over, [moved]) == [()]
    assert enrol_roster(database, over, [moved], NOW) == (0, 0)


def test_roster_without_department_code_comes_back(database: Database) -> None:
    """A name alone, or nothing, is kept as it was written, and is no department of the tree."""
    odd = [
        replace(LEARNER, id="7", department_code=""),
        Learner("8", "a", *[""] * 3, Tier.GENERAL, ""),
    ]
    with database.session() as session:
        enrol(session, "spring", odd, NOW)
        assert list_learners(session, "spring")[1:] == tuple(odd)
        assert set(departments_on(session, APRIL)) == {"0101"}


def test_departments_have_a_history(database: Database) -> None:
    """A reorganisation on 1 April moves what is below, names anew and ends."""
    with database.session() as session:
        for one in (Department("01", "総務部"), Department("0101", "総務課", "01")):
            put_department(session, one)
        for new in (
            Department("02", "企画部", "", Period(APRIL)),
            Department("0101", "総務企画課", "02", Period(APRIL)),
        ):
            assert put_department(session, new)
            assert not put_department(session, new)
        assert end_department(session, "01", date(2027, 3, 31))
        before, after = departments_on(session, date(2027, 3, 31)), departments_on(session, APRIL)
    assert {one.code: one.name for one in before.values()} == {"01": "総務部", "0101": "総務課"}
    assert {one.code: one.name for one in after.values()} == {"02": "企画部", "0101": "総務企画課"}
    assert departments_below(before, "01") == {"01", "0101"}
    assert departments_below(after, "02") == {"02", "0101"}
    assert departments_below(after, "01") == {"01"}


def test_circle_of_departments_ends(database: Database) -> None:
    """A table that somebody has made by hand must not hang a page."""
    circle = {"1": Department("1", "a", "2"), "2": Department("2", "b", "1")}
    assert departments_below(circle, "1") == {"1", "2"}


# --- staff numbers and accounts ------------------------------------------------------------------


def test_staff_number_of_another_case_is_refused(database: Database) -> None:
    """`A9` beside `a9` would be one account of two people: nobody of the roster is enrolled."""
    cohort = Cohort("spring", "small", "春")
    person, other = replace(LEARNER, id="A9"), replace(LEARNER, id="a9")
    enrol_roster(database, cohort, [person], NOW)
    with pytest.raises(RosterError, match="a9 on the roster, A9 in the records"):
        enrol_roster(database, cohort, [replace(LEARNER, id="55"), other], NOW)
    with database.session() as session:
        assert {one.id for one in list_learners(session, "spring")} == {"000123", "A9"}
        enrol(session, "spring", [other], NOW)  # as older records may hold them
        assert find_same_numbers(session, ["A9", "a9"]) == {}
    assert enrol_roster(database, cohort, [person, other], NOW) == (0, 0)
    found = make_missing_accounts(database, ["A9", "a9", "000123"], Stamp(NOW))
    assert (found.made, found.taken) == (("A9", "000123"), ("a9",))
    assert make_missing_accounts(database, ["A9", "a9"], Stamp(NOW)).made == ()
    with database.reading() as session:
        assert [one.name for one in list_accounts(session)] == ["000123", "a9"]


def test_two_make_the_same_account_at_once(database: Database) -> None:
    """One of them is told that it is there."""

    def make(_number: int) -> str:
        try:
            return create_account(database, "Ｙamada", Stamp(NOW), password="first word").name
        except UsageError as error:
            return type(error).__name__

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(make, range(4))) == ["UsageError"] * 3 + ["yamada"]


def test_login_is_counted_in_the_database(database: Database) -> None:
    """Guesses that come together are five, whoever asks and however often."""
    create_account(database, "yamada", Stamp(NOW), password="the first password")

    def guess(number: int) -> str:
        try:
            check_password(database, "Yamada", f"guess {number}", now=NOW)
        except LoginRefusedError as error:
            return error.reason
        return "in"

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(guess, range(18)))
    assert (found.count("wrong"), found.count("rests")) == (FREE_TRIES, 18 - FREE_TRIES)
    for odd in ("a\0b", "\ud800", "x" * 1000, "', ''); --"):
        with pytest.raises(LoginRefusedError):
            check_password(database, odd, odd, now=NOW)
    later = NOW + timedelta(minutes=1)
    assert check_password(database, "yamada", "the first password", now=later).must_change


def test_person_has_the_roles_of_the_records(database: Database) -> None:
    """Enrolment, role and department come from one reading, on the day."""
    create_account(database, "000123", Stamp(NOW), person_id="000123")
    with database.session() as session:
        put_department(session, Department("0102", "税務課", "0101", Period(APRIL)))
    give_role(database, RoleGrant("000123", "manager", "0101"), Stamp(NOW))
    person = person_of(database, "000123", today=date(2027, 3, 31))
    assert may(person, Action.HAND_IN, Of("spring", "000123"))
    assert not may(person, Action.SEE_COMPLETION, Of(department="0102"))
    person = person_of(database, "000123", today=APRIL)
    assert may(person, Action.SEE_COMPLETION, Of(department="0102"))


# --- what the tables refuse ----------------------------------------------------------------------


def test_event_changes_in_one_way_only(database: Database) -> None:
    """What names somebody who was erased may name the pseudonym; nothing else, and only once."""
    named = Event(EventKind.ENROLLED, "spring", "000123", data={"after": {"name": "髙﨑"}})
    with database.session() as session:
        add_events(session, Stamp(NOW, "000123"), [named])
    change = "UPDATE events SET learner_id = 'erased-1', data = '{}', \"by\" = 'erased-1'"
    refused = (
        change,  # nobody was erased
        "UPDATE events SET data = '{}'",
        "DELETE FROM events",
    )
    for statement in refused:
        refuse(database, statement)
    with database.session() as session:
        session.add(ErasureRow(pseudonym="erased-1", erased_at=NOW, erased_by="admin"))
        session.add(ErasureRow(pseudonym="erased-2", erased_at=NOW, erased_by="admin"))
    refuse(database, change + ", kind = 'other'")
    refuse(database, change + ", at = '2020-01-01'")
    refuse(database, "UPDATE events SET data = '{}'")
    with database.session() as session:
        session.execute(text(change))
    refuse(database, change.replace("erased-1", "erased-2"))
    refuse(database, "DELETE FROM events")
    with database.reading() as session:
        assert list_events(session) == (
            (Stamp(NOW, "erased-1"), replace(named, learner_id="erased-1", data={})),
        )


def refuse(database: Database, statement: str) -> None:
    """The database itself says no."""
    with (
        pytest.raises((WorkspaceError, DBAPIError), match="only added"),
        database.session() as session,
    ):
        session.execute(text(statement))


def test_question_to_a_model_changes_in_one_more_way(database: Database) -> None:
    """Who asked may become a pseudonym; all else of it stays, and it ends once as before."""
    question = Question(Asker(AskPlace.APP, "000123"), NOW, NOW.date(), "minato-1", 6)
    ledger = AskLedger(database, "000123")
    number = ledger.begin(question, 9, DailyBudget(9, 99))
    assert number is not None
    change = "UPDATE ai_asks SET who = 'erased-1'"
    refuse(database, change)
    with database.session() as session:
        session.add(ErasureRow(pseudonym="erased-1", erased_at=NOW, erased_by="admin"))
    refuse(database, change + ", characters = 1")
    refuse(database, change + ", outcome = 'answered'")
    with database.session() as session:
        session.execute(text(change))
    ledger.end(number, AskEnding(AskOutcome.ANSWERED, 3, 2))
    refuse(database, "UPDATE ai_asks SET outcome = 'failed'")
    refuse(database, "UPDATE ai_asks SET who = 'somebody'")
    refuse(database, "DELETE FROM ai_asks")


def test_person_is_erased_in_every_table(database: Database) -> None:
    """On both kinds of database: no row has the number any more, and figures have a pseudonym."""
    create_account(database, "000123", Stamp(NOW), person_id="000123", password="first word")
    give_role(database, RoleGrant("000123", "hr"), Stamp(NOW))
    question = Question(Asker(AskPlace.APP, "000123"), NOW, NOW.date(), "minato-1", 6)
    AskLedger(database, "x").begin(question, 9, DailyBudget(9, 99))
    with database.session() as session:
        files = {"tiny.ipynb": StoredFile("a" * 64, 10)}
        add_submission(session, ("spring", "000123", "tiny"), files, NOW, NOW)
        set_extensions(session, "spring", "tiny", ["000123"], NOW)
        assert list_contents_of(session, "000123") == {"a" * 64}
        assert {"ai_asks", "accounts", "postings", "events"} <= rows_about(session, "000123").keys()
        counts = erase_rows(session, "000123", "erased-1", {"person": "000123"}, Stamp(NOW, "me"))
    assert (counts["submissions"], counts["submission_files"], counts["ai_asks"]) == (1, 1, 1)
    with database.session() as session:
        assert rows_about(session, "000123") == {}
        assert {"enrolments", "submissions", "events", "ai_asks", "people"} == {
            *rows_about(session, "erased-1")
        }
        assert find_pending(session, "000123") == ("erased-1", {"person": "000123"})
        end_erasure(session, "erased-1")
        assert find_pending(session, "000123") is None


# --- older workspaces ----------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """The address of a database of the form before, with three people."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'older.db'}"
    else:
        server = request.getfixturevalue("postgresql")
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("DROP DATABASE IF EXISTS older")
            connection.exec_driver_sql("CREATE DATABASE older")
        engine.dispose()
        url = engine.url.set(database="older")
    _to_revision(url, "0011")
    return url


PEOPLE = """
INSERT INTO cohorts (id, course_id, title, created_at)
VALUES ('spring', 'small', '春', '2026-04-01');
INSERT INTO learners VALUES
('000123', '髙﨑 ①子', '0101', '総務課', '主査', 'general', 'a@b.example');
INSERT INTO learners VALUES
('A1', '甲', '0101', '総務 課', '', 'general', 'b@b.example');
INSERT INTO learners VALUES
('a1', '乙', '0101', '総務課', '', 'leader', 'c@b.example');
INSERT INTO learners VALUES
('9', '丙', '', '', '', 'general', '');
INSERT INTO enrolments SELECT 'spring', id, '2026-04-01', NULL FROM learners;
INSERT INTO events (at, "by", kind, cohort_id, learner_id, assignment_id, data)
VALUES ('2026-04-01', 'x', 'enrolled', 'spring', '9', '', '{}')
"""


def _to_revision(url: Any, revision: str, *, down: bool = False) -> None:
    """Bring a database to a revision, and put people into an older one."""
    config = Config()
    config.set_main_option("script_location", str(Path(records.__file__).parent / "migrations"))
    engine = create_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)
        for statement in [] if down else PEOPLE.split(";"):
            connection.execute(text(statement))
    engine.dispose()


def test_older_people_keep_their_departments(older: Any) -> None:
    """Each learner comes back as before, posted since ever; the tree has their departments."""
    database = open_database(older)
    with database.reading() as session:
        people = {one.id: one for one in list_learners(session, "spring")}
        tree = departments_on(session, date(1990, 1, 1))
        events = list_events(session)
        where = postings_on(session, date(1990, 1, 1))
        accounts = list_accounts(session)
    database.close()
    assert people["000123"] == LEARNER
    assert people["9"] == Learner("9", "丙", "", "", "", Tier.GENERAL, "")
    assert people["A1"].department == "総務 課"
    assert {one.code: one.name for one in tree.values()} == {"0101": "総務課"}
    assert (len(events), len(where), accounts) == (1, 4, ())


def test_older_people_survive_the_way_back(older: Any) -> None:
    """Down to the form before and up again, everybody is as they were."""
    open_database(older).close()
    _to_revision(older, "0011", down=True)
    engine = create_engine(older)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM learners WHERE id = '000123'")).mappings()
        told = {**row.one()}
    engine.dispose()
    assert told["department"] == "総務課"
    assert (told["department_code"], told["position"]) == ("0101", "主査")
    database = open_database(older)
    with database.reading() as session:
        assert len(list_learners(session, "spring")) == 4
        assert find_learner(session, "000123") == LEARNER
    database.close()
