"""What happened is noted in the transaction of what it tells of, and stays as it was noted."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from classroom import LEARNERS, NOW, Classroom, notebook_bytes
from nbgrader.api import (
    Assignment,
    Course,
    Grade,
    GradeCell,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.api import Base as GradebookBase
from sqlalchemy import create_engine, event, select
from sqlalchemy.orm import Session

import terakoya
from terakoya.accounts import (
    create_account,
    disable_account,
    enable_account,
    give_role,
    password_hashes,
    require_account,
    reset_password,
    take_roles,
)
from terakoya.accounts.account_changes import keep_chosen_password
from terakoya.accounts.logging_in import count_login
from terakoya.backup import Backup, note_backup, note_failure
from terakoya.delivery import (
    DueRequest,
    alter_cohort,
    archive_cohort,
    change_due_date,
    create_cohort,
    enrol_roster,
    forget_told,
    keep_courses,
    keep_names,
    withdraw_learners,
)
from terakoya.delivery.cohort_messages import list_messages, send_message, take_back_message
from terakoya.delivery.department_tree import TreeChange, change_departments
from terakoya.delivery.enrolling.applying import apply, cancel, decide
from terakoya.delivery.enrolling.cohort_openings import open_cohort
from terakoya.delivery.giving_out import PageGiven, give_pages, note_fetch, offer_assignment
from terakoya.delivery.roster_changes import (
    RosterChoice,
    change_roster,
    list_roster_changes,
    plan_roster,
)
from terakoya.delivery.roster_undo import undo_roster
from terakoya.delivery.rule_changes import RulesRequest, change_rules
from terakoya.delivery.staff_list import know_staff
from terakoya.delivery.transfers import Move, MoveKind, leave_people, transfer_people
from terakoya.grading import CohortGrader, open_run
from terakoya.grading.cohort_store import keep_graded
from terakoya.grading.compared_work import compare_work
from terakoya.grading.course_directory import CourseDirectory
from terakoya.grading.given_marks import AnswerKey, Mark, find_answer, give_mark
from terakoya.grading.mark_changes import note_regrade
from terakoya.model import Cohort, Event, EventKind, Stamp, read_due
from terakoya.model.account_roles import RoleGrant
from terakoya.model.application import Opening, Way
from terakoya.model.hand_in_rules import HandInRules
from terakoya.model.notice import Notice, NoticeKind, NoticeState
from terakoya.model.permissions import Of, Person
from terakoya.model.posting import Department, Period, Posting
from terakoya.portal.administering.backup_rows import note_taken
from terakoya.portal.looks import Looks
from terakoya.privacy import export_person
from terakoya.privacy.erasing import _erase_records
from terakoya.records import (
    Database,
    Ending,
    GivenFeedback,
    Grading,
    Offer,
    add_events,
    end_run,
    list_events,
    list_submissions,
    set_withdrawn,
    start_run,
)
from terakoya.records.tables import Base
from terakoya.reminding.carrying_mail import settle_notice
from terakoya.reminding.choosing_notices import choose_notices
from terakoya.reminding.reminders import PlannedNotice, queue_reminders

STAMP = Stamp(NOW, "誰か")
DUE = read_due("2027-05-14")
Writer = Callable[[Classroom], object]


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a password costs is no part of this."""
    cheap = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(password_hashes, "_HASHER", cheap)


class StoppedError(Exception):
    """The machine stops here."""


def snapshot(database: Database) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with database.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(select(table))]
            for table in Base.metadata.sorted_tables
        }


@contextmanager
def stopping(database: Database, at: int) -> Iterator[list[str]]:
    """Break off before the change of that number; yield the changes that were begun."""
    begun: list[str] = []

    def count(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.split(maxsplit=1)[0] in ("INSERT", "UPDATE", "DELETE"):
            begun.append(statement)
            if len(begun) == at + 1:
                raise StoppedError

    event.listen(database.engine, "before_cursor_execute", count)
    try:
        yield begun
    finally:
        event.remove(database.engine, "before_cursor_execute", count)


def find_halves(classroom: Classroom, writer: Writer) -> list[str]:
    """Stop a writer before each of its changes; return those after which a half was kept."""
    before = snapshot(classroom.database)
    found: list[str] = []
    for number in range(100):
        with stopping(classroom.database, number) as begun:
            try:
                writer(classroom)
                return found  # it has no change of that number
            except StoppedError:
                pass
        if snapshot(classroom.database) != before:
            return [*found, begun[-1]]
    raise AssertionError("it never ends")


def _due(classroom: Classroom, *learners: str) -> object:
    at = read_due("2027-06-14") if learners else DUE
    request = DueRequest(classroom.cohort, "alpha", at, learners)
    return change_due_date(classroom.database, classroom.workspace, request, STAMP)


def _rule(classroom: Classroom) -> object:
    request = RulesRequest(classroom.cohort, "alpha", HandInRules(most=3))
    return change_rules(classroom.database, classroom.workspace, request, STAMP)


def _gradebook(classroom: Classroom) -> None:
    """Make a gradebook in which one answer waits for a person."""
    folder = classroom.workspace.cohort("spring")
    folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{folder / 'gradebook.db'}")
    GradebookBase.metadata.create_all(engine)
    with Session(engine) as session, session.begin():
        session.add_all([Course(id="course"), Student(id="00101")])
        session.flush()
        alpha = Assignment(name="alpha", course_id="course")
        session.add(alpha)
        session.flush()
        for row in (
            Notebook(id="n", name="one", assignment_id=alpha.id),
            GradeCell(id="c", name="essay", notebook_id="n", max_score=3, cell_type="markdown"),
            SubmittedAssignment(id="s", assignment_id=alpha.id, student_id="00101"),
            SubmittedNotebook(id="m", assignment_id="s", notebook_id="n"),
            Grade(id="g", cell_id="c", notebook_id="m", needs_manual_grade=True),
        ):
            session.add(row)
            session.flush()
    engine.dispose()


def _mark(classroom: Classroom) -> object:
    directory = CourseDirectory(classroom.workspace.cohort("spring"))
    if not (directory.root / "gradebook.db").exists():
        _gradebook(classroom)
    answer = find_answer(directory, AnswerKey("alpha", "00101", "one", "essay"))
    assert answer is not None
    given = (answer.key, Mark(2.0), answer.mark)
    return give_mark(directory, classroom.database, *given, STAMP)


def _compare(classroom: Classroom) -> object:
    place = (classroom.workspace, classroom.database, classroom.cohort, "alpha")
    return compare_work(*place, STAMP)


def _names(classroom: Classroom) -> object:
    table = classroom.workspace.root / "names.csv"
    table.write_text("提出物での名前,職員番号\nHanako Y,00102\n", encoding="utf-8")
    return keep_names(classroom.database, classroom.cohort, table, STAMP)


def _collect(classroom: Classroom) -> object:
    inbox = classroom.workspace.root / "inbox"
    (inbox / "00101").mkdir(parents=True, exist_ok=True)
    (inbox / "00101" / "one.ipynb").write_bytes(notebook_bytes("c-1", "c-2", answer="2"))
    return classroom.collect(inbox, assignment_id="beta", by="誰か", as_dated=True)


def _start(classroom: Classroom) -> int:
    with classroom.database.session() as session:
        return start_run(session, "spring", None, "誰か", NOW, force=True)


def _end(classroom: Classroom) -> object:
    with classroom.database.session() as session:
        end_run(session, 1, Ending.INCOMPLETE, NOW)
    return None


def _offer(classroom: Classroom, *, is_open: bool = True) -> object:
    offer = Offer(is_open)
    return offer_assignment(classroom.database, "spring", "alpha", offer, STAMP)


def _feedback(classroom: Classroom) -> object:
    given = GivenFeedback(1, "", "0" * 64)
    return give_pages(classroom.database, [PageGiven(given, "spring", "00101", "beta")], STAMP)


def _graded(classroom: Classroom) -> object:
    with classroom.database.session() as session:
        (submission,) = list_submissions(session, "spring", "beta")
        how = ("engine", "environment", "none", "ok", 1.0, NOW)
        grading = Grading(submission.id, "version", *how)
        return keep_graded(session, submission, grading, STAMP.by)


def _withdraw(classroom: Classroom, *, back: bool = False) -> object:
    ids = ["00101", "00102"]
    who = (classroom.database, classroom.cohort, ids)
    return withdraw_learners(*who, STAMP, withdrawn=not back)


ROLE = RoleGrant("誰か", "instructor", "spring")


def _account(classroom: Classroom) -> object:
    return create_account(classroom.database, "誰か", STAMP)


NEXT_YEAR = date(2028, 4, 1)
NEW_PLACE = Posting("00101", "020000", "税務課", "係長", Period(NEXT_YEAR))
NEW_NAME = TreeChange(None, Department("030000", "企画課", "", Period(NEXT_YEAR)))


def _export(classroom: Classroom) -> object:
    to = classroom.workspace.root / f"{len(list(classroom.workspace.root.iterdir()))}.zip"
    return export_person(classroom.workspace, classroom.database, "00101", to, STAMP)


def _reset(classroom: Classroom) -> object:
    return reset_password(classroom.database, "誰か", STAMP)


def _choose_password(classroom: Classroom) -> None:
    with classroom.database.reading() as session:
        account = require_account(session, "誰か")
    keep_chosen_password(classroom.database, account, "a long password", STAMP)


NEWCOMER = replace(LEARNERS[0], id="10", email="p10@city.example.jp")
EARLIER = Stamp(NOW - timedelta(minutes=5), "誰か")


def _open_full(classroom: Classroom) -> None:
    """All seats are taken, and somebody is known who could apply."""
    open_cohort(classroom.database, Opening("spring", 1), EARLIER)
    know_staff(classroom.database, [NEWCOMER], EARLIER)


def _wish(classroom: Classroom, way: Way = Way.OWN) -> object:
    return apply(classroom.database, "spring", NEWCOMER.id, way, STAMP)


def _applied(classroom: Classroom) -> None:
    _open_full(classroom)
    apply(classroom.database, "spring", NEWCOMER.id, Way.OWN, EARLIER)


def _decide(classroom: Classroom, *, agree: bool) -> object:
    return decide(classroom.database, 1, STAMP, agree=agree, reason="繁忙期")


def _roster(classroom: Classroom, stamp: Stamp = STAMP) -> object:
    database, cohort = classroom.database, classroom.cohort
    people = [replace(LEARNERS[0], position="係長"), NEWCOMER]
    choice = RosterChoice(plan_roster(database, cohort, people).digest, ("00102",))
    return change_roster(database, cohort, people, choice, stamp)


def _undo_roster(classroom: Classroom) -> None:
    with classroom.database.reading() as session:
        changes = list_roster_changes(session, "spring")
    for one in changes[:1]:
        undo_roster(classroom.database, classroom.cohort, one.at.isoformat(), STAMP)


def _remind(classroom: Classroom, stamp: Stamp = STAMP) -> object:
    notice = Notice("due:spring:00101", NoticeKind.DUE, "00101", "spring", {"items": []})
    return queue_reminders(classroom.database, [PlannedNotice(notice, LEARNERS[0])], stamp)


def _additional(classroom: Classroom) -> object:
    posting = replace(NEW_PLACE, is_additional=True)
    move = Move(LEARNERS[0], posting, MoveKind.ADDITIONAL)
    return transfer_people(classroom.database, (move,), STAMP)


# what is noted → (what has to be so before, what notes it)
def _look(classroom: Classroom) -> None:
    looks = Looks(classroom.database, lambda: NOW)
    looks.note(Person(account="誰か"), Of("spring"), "results")


def _say(classroom: Classroom) -> None:
    send_message(classroom.database, "spring", "明日は13時からです。", STAMP)


def _take_back(classroom: Classroom) -> None:
    with classroom.database.reading() as session:
        told = list_messages(session, "spring")
    for message in told:
        take_back_message(classroom.database, "spring", message.id, STAMP)


def _back_up(classroom: Classroom) -> None:
    made = Backup(version="1", made_at=NOW, counts={}, files={})
    note_backup(classroom.database, Path(__file__), made, STAMP)


def _fail_to_back_up(classroom: Classroom) -> None:
    note_failure(classroom.database, Path("kept.zip"), "The disk is full.", STAMP)


def _take_backup(classroom: Classroom) -> None:
    note_taken(classroom.database, Path("kept.zip"), STAMP)


EACH_TIME = (_start, _end, _graded, _choose_password, _reset, _look, _say, _export)
EACH_TIME += (_back_up, _fail_to_back_up, _take_backup, _compare)
"""Whose every call is something that happens."""
RECORDS = {
    EventKind.LOOKED,
    EventKind.MESSAGE,
    EventKind.MESSAGE_TAKEN_BACK,
    EventKind.PERSON_EXPORTED,
    EventKind.BACKUP_MADE,
    EventKind.BACKUP_FAILED,
    EventKind.BACKUP_TAKEN,
    EventKind.REGRADED,
    EventKind.MARKED,
    EventKind.COMPARED,
}
"""What is kept as an event and nowhere else."""

WRITERS: dict[EventKind, tuple[Writer | None, Writer]] = {
    EventKind.CREATED: (
        None,
        lambda c: create_cohort(c.database, c.workspace, Cohort("new", "lab", "新"), NOW, "誰か"),
    ),
    EventKind.CHANGED: (
        None,
        lambda c: alter_cohort(c.database, replace(c.cohort, title="夏"), STAMP),
    ),
    EventKind.ARCHIVED: (
        None,
        lambda c: archive_cohort(c.database, "spring", STAMP, archived=True),
    ),
    EventKind.UNARCHIVED: (
        lambda c: archive_cohort(c.database, "spring", STAMP, archived=True),
        lambda c: archive_cohort(c.database, "spring", STAMP, archived=False),
    ),
    EventKind.ENROLLED: (
        None,
        lambda c: enrol_roster(c.database, c.cohort, [replace(LEARNERS[0], id="9")], NOW, "誰か"),
    ),
    EventKind.UPDATED: (
        None,
        lambda c: enrol_roster(
            c.database, c.cohort, [replace(one, position="係長") for one in LEARNERS], NOW, "誰か"
        ),
    ),
    EventKind.WITHDRAWN: (None, _withdraw),
    EventKind.REINSTATED: (_withdraw, lambda c: _withdraw(c, back=True)),
    EventKind.DUE: (None, _due),
    EventKind.EXTENSION: (_due, lambda c: _due(c, "00101", "00103")),
    EventKind.RULES: (None, _rule),
    EventKind.NAME_TOLD: (None, _names),
    EventKind.NAME_FORGOTTEN: (
        _names,
        lambda c: forget_told(c.database, c.cohort, "Hanako Y", STAMP),
    ),
    EventKind.OFFERED: (None, _offer),
    EventKind.NOT_OFFERED: (None, lambda c: _offer(c, is_open=False)),
    EventKind.FETCHED: (
        None,
        lambda c: note_fetch(c.database, "spring", "00101", "alpha", STAMP),
    ),
    EventKind.HANDED_IN: (None, _collect),
    EventKind.GRADED: (_collect, _graded),
    EventKind.FEEDBACK: (_collect, _feedback),
    EventKind.ACCOUNT_MADE: (None, _account),
    EventKind.ACCOUNT_DISABLED: (_account, lambda c: disable_account(c.database, "誰か", STAMP)),
    EventKind.ACCOUNT_ENABLED: (
        lambda c: (_account(c), disable_account(c.database, "誰か", STAMP)),
        lambda c: enable_account(c.database, "誰か", STAMP),
    ),
    EventKind.ACCOUNT_RESTS: (
        lambda c: (_account(c), [count_login(c.database, "誰か", NOW) for _time in range(4)]),
        lambda c: count_login(c.database, "誰か", NOW),
    ),
    EventKind.PASSWORD_RESET: (_account, _reset),
    EventKind.PASSWORD_CHANGED: (_account, _choose_password),
    EventKind.ROLE_GIVEN: (_account, lambda c: give_role(c.database, ROLE, STAMP)),
    EventKind.ROLE_TAKEN: (
        lambda c: (_account(c), give_role(c.database, ROLE, STAMP)),
        lambda c: take_roles(c.database, "誰か", "instructor", STAMP),
    ),
    EventKind.MARKED: (None, _mark),
    EventKind.COMPARED: (None, _compare),
    EventKind.REGRADED: (
        None,
        lambda c: note_regrade(c.database, ("spring", "alpha"), 1, "直しました。", STAMP),
    ),
    EventKind.LOOKED: (None, _look),
    EventKind.MESSAGE: (None, _say),
    EventKind.MESSAGE_TAKEN_BACK: (_say, _take_back),
    EventKind.MOVED: (
        None,
        lambda c: transfer_people(c.database, (Move(LEARNERS[0], NEW_PLACE),), STAMP),
    ),
    EventKind.LEFT: (None, lambda c: leave_people(c.database, ["00101"], NEXT_YEAR, STAMP)),
    EventKind.DEPARTMENT_CHANGED: (
        None,
        lambda c: change_departments(c.database, (NEW_NAME,), NEXT_YEAR, STAMP),
    ),
    EventKind.PERSON_EXPORTED: (None, _export),
    EventKind.PERSON_ERASED: (None, lambda c: _erase_records(c.database, "00101", STAMP)),
    EventKind.BACKUP_MADE: (None, _back_up),
    EventKind.BACKUP_FAILED: (None, _fail_to_back_up),
    EventKind.BACKUP_TAKEN: (None, _take_backup),
    EventKind.RUN_STARTED: (None, _start),
    EventKind.RUN_ENDED: (_start, _end),
    EventKind.OPENED: (None, lambda c: open_cohort(c.database, Opening("spring", 9), STAMP)),
    EventKind.APPLIED: (_open_full, _wish),
    EventKind.NOMINATED: (_open_full, lambda c: _wish(c, Way.NOMINATION)),
    EventKind.AGREED: (_applied, lambda c: _decide(c, agree=True)),
    EventKind.REFUSED: (_applied, lambda c: _decide(c, agree=False)),
    EventKind.CANCELLED: (_applied, lambda c: cancel(c.database, 1, STAMP)),
    EventKind.ROSTER_CHANGED: (None, _roster),
    EventKind.ROSTER_UNDONE: (lambda c: _roster(c, EARLIER), _undo_roster),
    EventKind.ADDITIONAL_POSTING: (None, _additional),
    EventKind.PERSON_KNOWN: (None, lambda c: know_staff(c.database, [NEWCOMER], STAMP)),
    EventKind.REMINDED: (None, _remind),
    EventKind.NOTICE: (
        lambda c: _remind(c, EARLIER),
        lambda c: settle_notice(c.database, 1, NoticeState.PAPER, STAMP),
    ),
    EventKind.NOTICES_CHOSEN: (
        None,
        lambda c: choose_notices(c.database, "00101", [NoticeKind.DUE], STAMP),
    ),
}
_MOVED = {EventKind.UPDATED, EventKind.WITHDRAWN}
ALONG = {
    EventKind.ROSTER_CHANGED: _MOVED | {EventKind.ENROLLED, EventKind.ACCOUNT_MADE},
    EventKind.ROSTER_UNDONE: _MOVED | {EventKind.REINSTATED},
    EventKind.PERSON_KNOWN: {EventKind.ACCOUNT_MADE},
}
"""What is done to many people at once → the events of each of them, which come with it."""


@pytest.mark.parametrize("kind", EventKind)
def test_change_and_its_event_are_both_there_or_neither(
    classroom: Classroom, kind: EventKind
) -> None:
    """Whatever change of a transaction the machine stops at; and every kind has its writer."""
    prepare, write = WRITERS[kind]
    keep_courses(classroom.database, classroom.workspace)
    if prepare is not None:
        prepare(classroom)
    before = snapshot(classroom.database)
    assert find_halves(classroom, write) == []
    after = snapshot(classroom.database)
    changed = {name for name in after if after[name] != before[name]}
    assert "events" in changed
    assert (changed == {"events"}) is (kind in RECORDS)
    new = after["events"][len(before["events"]) :]
    with classroom.database.reading() as session:
        told = list_events(session, last=len(new))
    assert {found.kind for _stamp, found in told} == {kind} | ALONG.get(kind, set())
    assert {stamp for stamp, _event in told} == {STAMP}


def test_event_in_a_transaction_of_its_own_is_found(classroom: Classroom) -> None:
    """The control: where change and event are two transactions, one can be there alone."""

    def careless(classroom: Classroom) -> None:
        with classroom.database.session() as session:
            set_withdrawn(session, "spring", ["00101"], NOW)
        with classroom.database.session() as session:
            add_events(session, STAMP, [Event(EventKind.WITHDRAWN, "spring", "00101")])

    (half,) = find_halves(classroom, careless)
    assert half.startswith("INSERT INTO events")


def test_what_changes_nothing_notes_nothing(classroom: Classroom) -> None:
    """The same command again is harmless, and leaves no second event."""
    for _prepare, write in WRITERS.values():
        if write not in EACH_TIME:
            with_again(classroom, write)


def with_again(classroom: Classroom, write: Writer) -> None:
    """Write twice; the second time nothing is noted."""
    for _time in range(2):
        events = snapshot(classroom.database)["events"]
        try:
            write(classroom)
        except terakoya.errors.UsageError:
            return  # there is nothing any more that it could change
    assert snapshot(classroom.database)["events"] == events


def test_run_of_the_grader_is_noted_with_its_end(classroom: Classroom) -> None:
    """Who began it, over what, how many were due, and how it ended."""
    grader = CohortGrader(
        classroom.workspace, classroom.database, classroom.store, classroom.cohort, lambda: NOW
    )
    with open_run(grader, "alpha") as run:
        for _part in run.parts():
            pass
    with classroom.database.reading() as session:
        (began, first), (ended, last) = list_events(
            session, "spring", kinds=[EventKind.RUN_STARTED, EventKind.RUN_ENDED]
        )
    assert (first.assignment_id, first.data) == ("alpha", {"run": 1, "force": False})
    assert last.data == {"run": 1, "ending": "complete", "planned": 0, "done": 0}
    assert began.by == ended.by


# --- every transaction of the program -----------------------------------------------------------

QUIET = {
    ("records/copying.py", "write_snapshot"): "a copy: events are among its rows",
    ("backup/restoring.py", "_restore_to_server"): "a copy: events are among its rows",
    ("delivery/cohorts.py", "keep_courses"): "follows from the course; nobody does it",
    ("grading/opening.py", "open_run"): "`plan_run` only counts; `end_run` notes its event",
    ("grading/cohort_store.py", "begin"): "gradings are a log of their own, by run",
    ("grading/late_points.py", "settle_best"): "follows from dates and rules, which are events",
    ("grading/cohort_run.py", "_open"): "a version is kept as what a grading refers to",
    ("grading/cohort_run.py", "_note_failure"): "gradings are a log of their own, by run",
    ("demo/practised.py", "make_refresher_history"): "a made-up past",
    ("records/ai_asks.py", "begin"): "what models were asked is a log of its own, with a budget",
    ("records/ai_asks.py", "end"): "what models were asked is a log of its own, with a budget",
    ("records/ai_asks.py", "note_blocked"): "what models were asked is a log of its own",
    ("privacy/erasing.py", "erase_person"): "the end of an erasure, whose event is there already",
    ("privacy/erasing.py", "_remove_contents"): "writers wait; no row is changed",
    ("accounts/logging_in.py", "_let_in"): "the moment of the last login is in the account's row",
    ("accounts/vouched_logins.py", "note_vouched"): "the moment of the last login is in its row",
    ("portal/refreshers/refresher_service.py", ""): "what one practises is nobody else's to read",
    ("reminding/carrying_mail.py", "_claim"): "what became of it is noted after",
    ("reminding/carrying_mail.py", "_give_back"): "it waits as before; why is in its row",
    ("portal/refreshers/calendars.py", "renew"): "a learner's own, with its moment in the row",
}
"""Transactions that note nothing → why."""
NOTING = {"add_events", "erase_rows", "start_run", "end_run", "keep_graded"}


def find_transactions(source: str) -> Iterator[tuple[str, bool]]:
    """Yield the function of each writing transaction, and whether something is noted in it."""
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        for block in ast.walk(function):
            if isinstance(block, ast.With) and any(_is_writing(one) for one in block.items):
                names = {node.id for node in ast.walk(block) if isinstance(node, ast.Name)}
                yield function.name, bool(names & NOTING)


def _is_writing(item: ast.withitem) -> bool:
    call = item.context_expr
    return (
        isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "session"
    )


def test_every_transaction_notes_what_it_does_or_says_why_not() -> None:
    """Who adds a transaction decides whether it is an event."""
    root = Path(terakoya.__file__).parent
    silent = {
        (path.relative_to(root).as_posix(), function)
        for path in root.rglob("*.py")
        for function, notes in find_transactions(path.read_text(encoding="utf-8"))
        if not notes
    }
    wanted = {place for place in silent if (place[0], "") not in QUIET}
    assert wanted - QUIET.keys() == set()
    stale = {place for place in QUIET if place[1] and place not in silent}
    assert stale == set()


def test_transaction_without_a_note_is_found() -> None:
    """The control."""
    source = "def change(database):\n    with database.session() as session:\n        act()\n"
    assert list(find_transactions(source)) == [("change", False)]
    noted = source + "        add_events(session, stamp, events)\n"
    assert list(find_transactions(noted)) == [("change", True)]
