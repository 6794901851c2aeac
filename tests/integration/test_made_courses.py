"""Courses made at random, graded by stock nbgrader and by the engine: real kernels, real sandbox.

`benchmarks/same_marks.py` does the same with as many as are wanted. What stock nbgrader gives is
recorded; one course is graded by it each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.made_courses import comparing
from tests.made_courses.comparing import Compared, KnownMarks, compare, differs, shrink
from tests.made_courses.course import ANSWER, CHECK, PLAIN, Cell, MadeCourse
from tests.made_courses.making import make_course
from tests.made_courses.named import BEHIND, NO_NUMBER, REDEFINES, SITUATIONS, WARNS
from tests.made_courses.recording import InvalidCourse, Recorder
from tests.recorded import STOCK, Recorded
from tests.unit.docs.pages import read_page

SEEDS = (0, 2, 5, 7, 8, 9, 11, 12, 13, 14, 16, 19)
DOUBLE = Cell(ANSWER, "a", "def double(x):", "return 2 * x")
CHECKED = Cell(CHECK, "t", "four = double(2)\nassert «four»", hidden="assert «double(5)»")


@pytest.fixture(scope="module")
def recorder() -> Iterator[Recorder]:
    """What runs references."""
    with Recorder.started() as made:
        yield made


@pytest.fixture(scope="module")
def known(request: pytest.FixtureRequest) -> KnownMarks:
    """What stock nbgrader gives to the courses that are made here."""
    path, anew = STOCK / "made-courses.jsonl", request.config.getoption("--goldens")
    if anew:
        path.unlink(missing_ok=True)
    return KnownMarks(Recorded(path, writes=anew))


def graded(
    recorder: Recorder, known: KnownMarks, *cells: Cell, **others: dict[str, str]
) -> Compared:
    """Grade a course of one notebook with both: its reference, and others' answers by name."""
    made = {
        label: {("one", name): text for name, text in answers.items()}
        for label, answers in others.items()
    }
    course = MadeCourse("small", {"one": cells}, {"reference": {}} | made)
    return compare(course, recorder, known)


@pytest.mark.golden
@pytest.mark.parametrize("seed", SEEDS)
def test_made_course_scores_as_with_nbgrader(
    recorder: Recorder, known: KnownMarks, seed: int
) -> None:
    """No score differs but for what the table of differences names."""
    try:
        made = compare(make_course(seed), recorder, known)
    except InvalidCourse as error:
        pytest.fail(f"choose another seed: {error}")
    assert made.ours.refused == ""
    assert made.unnamed == ()


def test_made_course_of_a_seed_is_always_the_same() -> None:
    """Whoever has the seed has the course."""
    assert make_course(4) == make_course(4)
    assert make_course(4).notebooks != make_course(5).notebooks


def test_made_courses_use_what_checks_make(recorder: Recorder) -> None:
    """Without what its checks do, the reference of a course breaks: that is what is made here."""
    broken = 0
    for course in map(make_course, SEEDS):
        checks = tuple((name, cell.name) for name, cell in course.cells() if cell.kind == CHECK)
        try:
            recorder.fill(course.without(*checks))
        except InvalidCourse:
            broken += 1
    assert broken >= len(SEEDS) / 2


@pytest.mark.golden
def test_reference_without_full_marks_is_no_course(recorder: Recorder, known: KnownMarks) -> None:
    """A course whose own solution fails says nothing about a grader."""
    with pytest.raises(InvalidCourse, match="NameError"):
        graded(recorder, known, DOUBLE, CHECKED, Cell(CHECK, "u", "assert nobody_made_this"))


@pytest.mark.golden
def test_hidden_tests_that_change_what_learners_see_are_no_course(
    recorder: Recorder, known: KnownMarks
) -> None:
    """What a learner sees has to pass without the hidden tests before it."""
    counting = Cell(ANSWER, "n", "", "tick = iter(range(9)).__next__")
    first = Cell(CHECK, "t", "assert «tick()» is not None", hidden="tick()")
    with pytest.raises(InvalidCourse, match="hidden tests change"):
        graded(recorder, known, counting, first, Cell(CHECK, "u", "assert «tick()»"))


@pytest.mark.golden
def test_comparison_notices_a_grader_that_is_wrong(
    recorder: Recorder, known: KnownMarks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: a score that is not nbgrader's has no name, and the smallest course is found."""
    right = comparing.engine_marks

    def wrong(*args: object) -> object:
        marks = right(*args)  # type: ignore[arg-type]
        return replace(marks, scores=dict.fromkeys(marks.scores, 1.0))

    monkeypatch.setattr(comparing, "engine_marks", wrong)
    made = graded(recorder, known, Cell(PLAIN, "p", "spare = 1"), DOUBLE, CHECKED)
    assert [entry.reason for entry in made.unnamed] == [""]
    small = shrink(made.course, lambda course: differs(course, recorder, known))
    assert [cell.name for _notebook, cell in small.cells()] == ["a", "t"]


def test_recorded_marks_are_those_that_stock_nbgrader_gives(
    recorder: Recorder, known: KnownMarks
) -> None:
    """One course is graded for real, whatever is recorded: the same points, the same words."""
    wrong = {"a": "return x"}
    asked, there = (
        graded(recorder, k, DOUBLE, CHECKED, wrong=wrong) for k in (KnownMarks(), known)
    )
    assert asked.stock == there.stock
    assert asked.differences == ()


@pytest.mark.golden
def test_number_that_is_none_is_named(recorder: Recorder, known: KnownMarks) -> None:
    """A check that ends with a text has full marks from nbgrader, and none here."""
    text = replace(CHECKED, source="'done' if double(2) == 4 else 'not yet'", hidden="")
    made = graded(
        recorder, known, DOUBLE, CHECKED, replace(text, name="u"), wrong={"a": "return x"}
    )
    assert made.ours.refused or {entry.reason for entry in made.differences} == {NO_NUMBER}


@pytest.mark.golden
def test_right_answer_that_warns_is_named(recorder: Recorder, known: KnownMarks) -> None:
    """nbgrader gives nothing for a right answer that writes on standard error."""
    loud = {"a": "import sys\nprint('slow', file=sys.stderr)\nreturn 2 * x"}
    made = graded(recorder, known, DOUBLE, CHECKED, loud=loud)
    assert {entry.reason for entry in made.differences} == {WARNS}


@pytest.mark.golden
def test_redefined_helper_is_named(recorder: Recorder, known: KnownMarks) -> None:
    """Who redefines the instructor's helper passes with nbgrader, and not here."""
    helper = Cell(PLAIN, "p", "def right(x):\n    return x + x")
    check = Cell(CHECK, "t", "assert double(3) == right(3)")
    answer = Cell(ANSWER, "a", "", "double = lambda x: 2 * x")
    forged = {"a": "double = lambda x: 0\nright = lambda x: 0"}
    made = graded(recorder, known, helper, answer, check, forged=forged)
    assert [entry.reason for entry in made.differences] == [REDEFINES]


@pytest.mark.golden
def test_changed_data_are_named(recorder: Recorder, known: KnownMarks) -> None:
    """Who changes the instructor's data changes what the check compares with, at nbgrader's."""
    given = Cell(PLAIN, "p", "base = [3, 1, 2]")
    answer = Cell(ANSWER, "a", "", "least = min(base)")
    check = Cell(CHECK, "t", "assert least == min(base) and base[0] == 3")
    made = graded(
        recorder, known, given, answer, check, sorts={"a": "base.sort()\nleast = base[0]"}
    )
    assert [entry.reason for entry in made.differences] == [REDEFINES]


@pytest.mark.golden
def test_line_behind_a_failed_test_is_named(recorder: Recorder, known: KnownMarks) -> None:
    """With nbgrader a wrong answer also costs what a later check needs of the failed one."""
    first = Cell(CHECK, "t", "assert «double(2)»\nlimit = 3")
    answer = Cell(ANSWER, "b", "", "n = 3")
    later = Cell(CHECK, "u", "assert n == limit")
    made = graded(recorder, known, DOUBLE, first, answer, later, wrong={"a": "return x"})
    assert [(entry.place[2], entry.reason) for entry in made.differences] == [("u", BEHIND)]


def test_named_differences_are_rows_of_the_table() -> None:
    """Nothing may differ that the documentation does not say."""
    table = read_page("docs/explanation/engine.md")
    missing = [situation for situation in SITUATIONS if f"| {situation} |" not in table]
    assert missing == []
