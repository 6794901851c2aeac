"""Promises of erasing a person: nothing names them any more, and figures stay."""

from __future__ import annotations

import re
from typing import Any

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import String
from terakoya_autograde.storage import hold_alone

from terakoya.errors import GradingError, UsageError
from terakoya.grading import CohortGrader, open_run
from terakoya.model import EventKind
from terakoya.privacy import erase_person, erasing, plan_erasure
from terakoya.records import find_cohort, latest_submissions, list_events, list_learners
from terakoya.records.erasing_rows import find_pending
from terakoya.records.person_rows import ACTORS, IMPERSONAL, personal_columns
from terakoya.records.tables import Base
from tests.unit.privacy.office_with_work import NOW, OTHER, PERSON, STAMP, Office, dump

NAMING = re.compile(r"(^|_)(by|who|whose|account|person|learner|user|staff|to|from)(_id|s)?$")
"""How a column is called that holds a staff number or an account."""
TRACES = ("Q7777", "q7777", "髙﨑", "tamako", "Tamako", "only mine")


def test_nothing_names_who_was_erased(office: Office) -> None:
    """No row of any table, no file and no name of a file; the other person is as before."""
    before = dump(office)
    assert all(trace in before for trace in TRACES)  # the control
    assert PERSON.name.encode() in read_database(office)
    erase_person(office.workspace, office.database, PERSON.id, STAMP)
    after = dump(office)
    assert [trace for trace in TRACES if trace in after] == []
    raw = read_database(office)
    assert OTHER.name.encode() in raw
    assert [trace for trace in TRACES if trace.encode() in raw] == []  # nor in freed pages
    for kept in (OTHER.id, OTHER.name, OTHER.email, "the same data for all"):
        assert kept in after


def read_database(office: Office) -> bytes:
    """Return the files of the database as they are, with what is only marked as free."""
    return b"".join(path.read_bytes() for path in office.workspace.var.glob("terakoya.db*"))


def test_figures_stay_under_a_pseudonym(office: Office) -> None:
    """Who took part, when they handed in, gradings and points in the gradebook."""
    pseudonym = erase_person(office.workspace, office.database, PERSON.id, STAMP)
    with office.database.reading() as session:
        assert {one.id for one in list_learners(session, "spring")} == {OTHER.id, pseudonym}
        submission = next(
            one for one in latest_submissions(session, "spring") if one.learner_id == pseudonym
        )
        kinds = [event.kind for _stamp, event in list_events(session) if event.learner_id]
        stamps = {stamp.by for stamp, event in list_events(session) if event.learner_id}
    assert (submission.submitted_at, dict(submission.files)) == (NOW, {})
    assert EventKind.HANDED_IN in kinds
    assert kinds[-1] is EventKind.PERSON_ERASED
    assert stamps == {pseudonym, "admin"}  # also tries to log in with the name
    path = office.workspace.cohort("spring") / "gradebook.db"
    with Gradebook(f"sqlite:///{path}") as gradebook:
        assert {one.id for one in gradebook.students} == {OTHER.id, pseudonym}
        assert gradebook.find_submission("tiny", pseudonym).score == 2
        assert gradebook.find_submission("tiny", OTHER.id).score == 2


def test_plan_tells_what_goes_and_stays(office: Office) -> None:
    """And changes nothing."""
    before = dump(office)
    plan = plan_erasure(office.workspace, office.database, PERSON.id)
    assert plan.name == PERSON.name
    assert plan.going["submission_files"] == 2
    assert (plan.going["accounts"], plan.going["postings"]) == (1, 2)
    assert (plan.staying["gradings"], plan.staying["enrolments"]) == (1, 1)
    assert plan.files == 5  # one content of their own, three folders, a home
    assert dump(office) == before


@pytest.mark.parametrize("stop_at", range(1, 6))
def test_erasing_that_was_stopped_goes_on(
    office: Office, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    """Wherever it was, with the same pseudonym; who it was is forgotten at the end only."""
    calls = []
    real = erasing.take_away

    def stopping(path: Any) -> None:
        calls.append(path)
        if len(calls) == stop_at:
            raise KeyboardInterrupt
        real(path)

    monkeypatch.setattr(erasing, "take_away", stopping)
    with pytest.raises(KeyboardInterrupt):
        erase_person(office.workspace, office.database, PERSON.id, STAMP)
    with office.database.reading() as session:
        found = find_pending(session, PERSON.id)
    assert found is not None
    assert plan_erasure(office.workspace, office.database, PERSON.id).is_begun
    monkeypatch.setattr(erasing, "take_away", real)
    assert erase_person(office.workspace, office.database, PERSON.id, STAMP) == found[0]
    assert [trace for trace in TRACES if trace in dump(office)] == []
    with pytest.raises(UsageError, match="no person Q7777"):
        erase_person(office.workspace, office.database, PERSON.id, STAMP)


def test_nobody_is_erased_while_a_cohort_is_graded(office: Office) -> None:
    """The grader would write what was just taken away."""
    before = dump(office)
    with (
        hold_alone(office.workspace.cohort("spring") / ".grading.lock"),
        pytest.raises(GradingError, match="being graded"),
    ):
        erase_person(office.workspace, office.database, PERSON.id, STAMP)
    assert dump(office) == before


@pytest.mark.parametrize("number", ["nobody", "../spring", "", "*"])
def test_unknown_person_is_not_erased(office: Office, number: str) -> None:
    """The sentence names the number, and nothing is gone."""
    before = dump(office)
    with pytest.raises(UsageError, match="no person"):
        erase_person(office.workspace, office.database, number, STAMP)
    assert dump(office) == before


def test_points_of_who_was_erased_are_not_graded_again(office: Office) -> None:
    """There is nothing to grade, and no points would be left."""
    pseudonym = erase_person(office.workspace, office.database, PERSON.id, STAMP)
    with office.database.reading() as session:
        cohort = find_cohort(session, "spring")
    assert cohort is not None
    grader = CohortGrader(office.workspace, office.database, office.store, cohort, lambda: NOW)
    with open_run(grader, "tiny", force=True) as run:
        assert {job.submission.learner_id for job in run.jobs} == {OTHER.id}
    assert pseudonym


def test_every_table_is_about_people_or_says_why_not() -> None:
    """Who adds a table decides whether its rows go with a person."""
    found = {table.name for table in Base.metadata.sorted_tables if not personal_columns(table)}
    assert found - IMPERSONAL.keys() == set()
    assert IMPERSONAL.keys() - {table.name for table in Base.metadata.sorted_tables} == set()
    assert not any(personal_columns(Base.metadata.tables[name]) for name in IMPERSONAL)


def test_every_column_that_may_name_somebody_says_whom() -> None:
    """A person, by a key; or whoever did something to others, and why that stays."""
    named = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if NAMING.search(column.name) and isinstance(column.type, String)
    }
    personal = {
        (table.name, name)
        for table in Base.metadata.sorted_tables
        for name in personal_columns(table)
    }
    assert named - personal - ACTORS.keys() == set()
    assert ACTORS.keys() - named == set()
    assert ACTORS.keys() & personal == set()
    assert named & personal >= {("accounts", "person_id"), ("ai_asks", "who")}  # the control
