"""A course's scores side by side, stock nbgrader's and the engine's; the smallest that differs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from tests.made_courses.course import CHECK, POINTS, MadeCourse
from tests.made_courses.grading import Marks, Place, engine_marks, stock_marks
from tests.made_courses.named import reason_of
from tests.made_courses.recording import InvalidCourse, Recorder
from tests.recorded import Recorded

__all__ = ["Compared", "Difference", "KnownMarks", "compare", "differs", "shrink"]


@dataclass(frozen=True)
class Difference:
    """One score that is not the same; `reason` is its row in the table of differences, or ""."""

    place: Place
    stock: float
    ours: float
    said: tuple[str, str]
    reason: str


@dataclass(frozen=True)
class Compared:
    """Both graders' marks of a course, filled with its reference's values."""

    course: MadeCourse
    stock: Marks
    ours: Marks
    differences: tuple[Difference, ...] = field(default=())

    @property
    def unnamed(self) -> tuple[Difference, ...]:
        """The differences without a reason."""
        return tuple(entry for entry in self.differences if not entry.reason)


class KnownMarks:
    """What stock nbgrader gives to courses, asked once for each, or not where it is recorded."""

    def __init__(self, recorded: Recorded | None = None) -> None:
        self._recorded = recorded or Recorded()

    def of(self, course: MadeCourse) -> Marks:
        """Return stock nbgrader's marks."""
        made = asdict(course)["notebooks"]
        answers = [[k, sorted(map(str, v.items()))] for k, v in course.submissions.items()]
        rows = self._recorded.of([made, answers], lambda: list(_rows_of(course)))
        scores = {(label, notebook, check): score for label, notebook, check, score, _said in rows}
        said = {(label, notebook, check): said for label, notebook, check, _score, said in rows}
        return Marks(scores, said)


def _rows_of(course: MadeCourse) -> Iterator[list[str | float]]:
    with tempfile.TemporaryDirectory(prefix="stock-") as folder:
        marks = stock_marks(course, Path(folder))
    for place, score in marks.scores.items():
        yield [*place, score, marks.said.get(place, "")]


def compare(course: MadeCourse, recorder: Recorder, known: KnownMarks) -> Compared:
    """Grade a course's submissions with both, and give each difference its reason.

    Raises:
        InvalidCourse: its reference does not get full marks from nbgrader.
    """
    filled = recorder.fill(course)
    stock = known.of(filled)
    for place, score in stock.scores.items():
        if place[0] == "reference" and score < POINTS:
            raise InvalidCourse(f"{place[1]}/{place[2]}: {stock.said.get(place, '')}")
    with tempfile.TemporaryDirectory(prefix="engine-") as folder:
        ours = engine_marks(filled, Path(folder))
    made = Compared(filled, stock, ours)
    return made if ours.refused else replace(made, differences=tuple(_differences(made, known)))


def _differences(made: Compared, known: KnownMarks) -> Iterator[Difference]:
    for place, stock in made.stock.scores.items():
        ours = made.ours.scores.get(place, -1.0)
        if abs(stock - ours) > 1e-9:
            said = made.stock.said.get(place, ""), made.ours.said.get(place, "")
            reason = reason_of(
                made.course, place, (stock, ours), said[0], lambda other: known.of(other).scores
            )
            yield Difference(place, stock, ours, said, reason)


def differs(course: MadeCourse, recorder: Recorder, known: KnownMarks) -> bool:
    """Tell whether a course is one, and has a score that differs without a name."""
    try:
        return bool(compare(course, recorder, known).unnamed)
    except InvalidCourse:
        return False


def shrink(course: MadeCourse, wrong: Callable[[MadeCourse], bool]) -> MadeCourse:
    """Return a course with as few cells and submissions as still make it wrong."""
    for label in [label for label in course.submissions if label != "reference"]:
        fewer = {name: made for name, made in course.submissions.items() if name != label}
        smaller = replace(course, submissions=fewer)
        course = smaller if wrong(smaller) else course
    again = True
    while again:
        again = False
        for notebook, cell in reversed(list(course.cells())):
            smaller = course.without((notebook, cell.name))
            if any(entry.kind == CHECK for _n, entry in smaller.cells()) and wrong(smaller):
                course, again = smaller, True
    return course
