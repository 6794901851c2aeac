"""Making cohorts and enrolling rosters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from classroom import LEARNERS, NOW, Classroom

from terakoya.delivery import create_cohort, enrol_roster
from terakoya.errors import UsageError
from terakoya.records import count_enrolled, list_cohorts, list_learners


def test_create_cohort_again_is_harmless(empty_classroom: Classroom) -> None:
    """The very same cohort a second time changes nothing and says so."""
    room = empty_classroom
    made = [create_cohort(room.database, room.workspace, room.cohort, NOW) for _ in range(2)]
    assert made == [True, False]
    with room.database.session() as session:
        assert list_cohorts(session) == (room.cohort,)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"id": "Spring 2027"}, "cannot name a cohort"),
        ({"id": "../x"}, "cannot name a cohort"),
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\nb"}, "title"),
        ({"course_id": "none"}, "no course none"),
        ({"starts_on": date(2027, 5, 1), "ends_on": date(2027, 4, 1)}, "before it starts"),
    ],
)
def test_create_cohort_refused(
    empty_classroom: Classroom, changes: dict[str, object], complaint: str
) -> None:
    """What is not allowed is said in one sentence, and nothing is made."""
    room = empty_classroom
    with pytest.raises(UsageError, match=complaint):
        create_cohort(room.database, room.workspace, replace(room.cohort, **changes), NOW)  # type: ignore[arg-type]
    with room.database.session() as session:
        assert list_cohorts(session) == ()


def test_create_cohort_of_a_taken_id(classroom: Classroom) -> None:
    """An id cannot be given to another cohort."""
    other = replace(classroom.cohort, title="夏の研修")
    with pytest.raises(UsageError, match="another cohort spring"):
        create_cohort(classroom.database, classroom.workspace, other, NOW)


def test_enrol_roster_updates_who_is_there(classroom: Classroom) -> None:
    """A newer roster changes what is known of people and adds the new ones."""
    moved = replace(LEARNERS[0], department="人事課")
    newcomer = replace(LEARNERS[0], id="00999", email="new@city.example.jp")
    counts = enrol_roster(classroom.database, classroom.cohort, (moved, newcomer), NOW)
    assert counts == (1, 1)
    with classroom.database.session() as session:
        assert count_enrolled(session, "spring") == 5
        assert list_learners(session, "spring")[0].department == "人事課"


def test_enrol_roster_is_one_transaction(classroom: Classroom) -> None:
    """When one learner cannot be written, nobody is."""
    broken = replace(LEARNERS[0], id="00998", name=None)  # type: ignore[arg-type]
    newcomer = replace(LEARNERS[0], id="00997")
    with pytest.raises(Exception, match="NOT NULL"):
        enrol_roster(classroom.database, classroom.cohort, (newcomer, broken), NOW)
    with classroom.database.session() as session:
        assert count_enrolled(session, "spring") == 4
