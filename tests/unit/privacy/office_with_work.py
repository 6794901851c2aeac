"""A workspace in which one person has left something in every place that there is."""

from __future__ import annotations

import json
import sqlite3
import warnings
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from nbgrader.api import Gradebook

from terakoya.accounts import create_account, give_role
from terakoya.accounts.logging_in import count_login
from terakoya.delivery import SubmissionStore
from terakoya.model import Cohort, Event, EventKind, Learner, Memory, Origin, Stamp, Tier
from terakoya.model.account_roles import RoleGrant
from terakoya.model.application import State, Way
from terakoya.model.notice import Notice, NoticeKind
from terakoya.model.posting import Period, Posting
from terakoya.records import (
    Attempt,
    Database,
    Grading,
    ItemKey,
    ToldName,
    add_cohort,
    add_events,
    add_notices,
    add_submission,
    begin_attempt,
    enrol,
    keep_origin,
    latest_submissions,
    save_grading,
    save_memory,
    set_calendar_issue,
    set_extensions,
    tell_names,
)
from terakoya.records.application_records import add_application, set_application_state
from terakoya.records.login_tries import FREE_TRIES
from terakoya.records.notice_records import set_left_out
from terakoya.records.posting_records import move_person
from terakoya.workspace import Workspace
from tests.made import write_small_course

__all__ = ["NOW", "OTHER", "PERSON", "STAMP", "Office", "make_office"]

NOW = datetime(2027, 3, 1, tzinfo=UTC)
STAMP = Stamp(NOW, "admin")
PERSON = Learner(
    "Q7777", "髙﨑 珠子", "0110", "総務課", "主査", Tier.GENERAL, "tamako@x.example.jp"
)
OTHER = Learner("00102", "田中 誠", "0110", "総務課", "", Tier.GENERAL, "makoto@x.example.jp")
OWN, SHARED = b"print('only mine')", b"the same data for all"


@dataclass(frozen=True)
class Office:
    """The workspace, its records and its store."""

    workspace: Workspace
    database: Database

    @property
    def store(self) -> SubmissionStore:
        """What was handed in."""
        return SubmissionStore.of(self.workspace)


def make_office(workspace: Workspace, database: Database) -> Office:
    """Write all of it."""
    write_small_course(workspace)
    office = Office(workspace, database)
    create_people(database)
    hand_in(office, PERSON, {"tiny.ipynb": OWN, "data.csv": SHARED})
    hand_in(office, OTHER, {"data.csv": SHARED})
    write_traces(office)
    write_gradebook(workspace)
    for place in ("submitted", "autograded", "feedback"):
        folder = workspace.cohort("spring") / place / PERSON.id / "tiny"
        folder.mkdir(parents=True)
        (folder / f"{place}.html").write_text(PERSON.name, encoding="utf-8")
    home = workspace.var / "homes" / "q7777"
    home.mkdir(parents=True)
    (home / "notes.txt").write_text(PERSON.name, encoding="utf-8")
    return office


def create_people(database: Database) -> None:
    """Two people, one cohort, an account with a role, a transfer."""
    with database.session() as session:
        days = (date(2026, 4, 1), date(2027, 2, 28))
        add_cohort(session, Cohort("spring", "small", "春", *days), NOW)
        enrol(session, "spring", [PERSON, OTHER], NOW)
        place = ("0120", "税務課", "係長")
        move_person(session, Posting(PERSON.id, *place, Period(date(2027, 4, 1))), NOW)
    create_account(database, PERSON.id, STAMP, person_id=PERSON.id, password="first word 12")
    give_role(database, RoleGrant(PERSON.id, "author"), STAMP)
    for _time in range(FREE_TRIES):
        count_login(database, "q7777", NOW)


def hand_in(office: Office, person: Learner, files: dict[str, bytes]) -> None:
    """Keep a hand-in and its grading."""
    stored = {name: office.store.put(content) for name, content in files.items()}
    with office.database.session() as session:
        whose = ("spring", person.id, "tiny")
        add_submission(session, whose, stored, NOW, NOW)
        number = next(
            one.id for one in latest_submissions(session, "spring") if one.learner_id == person.id
        )
        save_grading(session, Grading(number, "v", "e", "x", "none", "ok", 1.0, NOW, ({"a": 1},)))


def write_traces(office: Office) -> None:
    """What is kept beside: names, dates, practice, events."""
    key = ItemKey(PERSON.id, "tiny", "double")
    with office.database.session() as session:
        tell_names(session, "spring", [ToldName("Tamako", "tamako", PERSON.id)], NOW)
        origin = Origin("Tamako_1", is_folder=True)
        keep_origin(session, ("spring", PERSON.id, "tiny"), origin, NOW)
        set_extensions(session, "spring", "tiny", [PERSON.id], NOW + timedelta(days=9))
        save_memory(session, key, Memory(1.0, 5.0, NOW, NOW))
        begin_attempt(session, Attempt(key, 1, 3, 0, NOW))
        set_calendar_issue(session, PERSON.id, 1, "a" * 64, NOW)
        wish = add_application(session, "spring", PERSON.id, Way.OWN, Stamp(NOW, "q7777"))
        reason = f"{PERSON.name} は繁忙期のため"
        refused = (State.REFUSED, STAMP)
        set_application_state(session, wish.id, *refused, reason=reason, decides=True)
        notice = Notice(f"refused:{wish.id}:{PERSON.id}", NoticeKind.REFUSED, PERSON.id, "spring")
        add_notices(session, [replace(notice, data={"reason": reason})], STAMP)
        set_left_out(session, PERSON.id, NoticeKind.REFRESH, NOW, left_out=True)
        told = {"after": {"name": PERSON.name, "email": PERSON.email, "tier": "general"}}
        handed = {"submitted_at": NOW.isoformat(), "late": False, "files": 2}
        events = [
            Event(EventKind.ENROLLED, "spring", PERSON.id, data=told),
            Event(EventKind.HANDED_IN, "spring", PERSON.id, "tiny", handed),
            Event(EventKind.NAME_TOLD, "spring", PERSON.id, data={"name": "Tamako"}),
        ]
        add_events(session, Stamp(NOW, "q7777"), events)


def write_gradebook(workspace: Workspace) -> None:
    """A gradebook of nbgrader's own making."""
    workspace.cohort("spring").mkdir(parents=True)
    (workspace.cohort("spring") / "gradebook.db").write_bytes(gradebook_bytes())


@cache
def gradebook_bytes() -> bytes:
    """Return a gradebook in which both have points; it is made once in a process."""
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # nbgrader's relations, on flushing
        path = Path(folder) / "gradebook.db"
        with closing(sqlite3.connect(path)) as file:  # so that nbgrader starts no alembic for it
            file.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        with Gradebook(f"sqlite:///{path}") as gradebook:
            fill_gradebook(gradebook)
        return path.read_bytes()


def fill_gradebook(gradebook: Gradebook) -> None:
    """Two people, one cell of two points, and a comment with a name in it."""
    gradebook.add_assignment("tiny")
    gradebook.add_notebook("tiny", "tiny")
    gradebook.add_grade_cell("q", "tiny", "tiny", max_score=2, cell_type="code")
    gradebook.add_solution_cell("q", "tiny", "tiny")
    for person in (PERSON, OTHER):
        gradebook.add_student(person.id, first_name=person.name, email=person.email)
        gradebook.add_submission("tiny", person.id)
        gradebook.find_grade("q", "tiny", "tiny", person.id).auto_score = 2
    comment = gradebook.find_comment("q", "tiny", "tiny", PERSON.id)
    comment.manual_comment = f"{PERSON.name}さん、よくできました"
    gradebook.db.commit()


def dump(office: Office) -> str:
    """Return every row of every table, and every file with its name, as one text."""
    from sqlalchemy import select  # noqa: PLC0415 - beside its use

    from terakoya.records.tables import Base  # noqa: PLC0415 - as above

    with office.database.reading() as session:
        rows = [
            [table.name, *(str(value) for value in row)]
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
        ]
    files = [
        [str(path.relative_to(office.workspace.root)), path.read_bytes().decode("utf-8", "replace")]
        for path in sorted(office.workspace.var.rglob("*"))
        if path.is_file() and not path.name.startswith(("terakoya.db", ".grading.lock"))
    ]
    return json.dumps([rows, files], ensure_ascii=False)
