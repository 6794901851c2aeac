"""Does every check of a course made at random score as stock nbgrader scores it?

Courses are made from seeds, out of cells that use what any cell before made: answers, checks,
hidden parts, the instructor's own cells, several notebooks. Each is graded by nbgrader with cold
kernels and by the engine: its reference, and submissions with other answers. A difference has to
be one that the table in docs/explanation/engine.md names; a course that the engine refuses is
listed with its words.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.made_courses.comparing import Compared, KnownMarks, compare, differs, shrink  # noqa: E402
from tests.made_courses.course import CHECK, MadeCourse  # noqa: E402
from tests.made_courses.making import make_course  # noqa: E402
from tests.made_courses.recording import InvalidCourse, Recorder  # noqa: E402
from tests.recorded import Recorded  # noqa: E402


class Run:
    """What came out so far."""

    def __init__(self, recorder: Recorder, known: KnownMarks) -> None:
        self.counts: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.wrong: list[MadeCourse] = []
        self._recorder, self._known = recorder, known

    def take(self, seed: int) -> None:
        """Make and grade the course of a seed."""
        course = make_course(seed)
        try:
            made = compare(course, self._recorder, self._known)
        except InvalidCourse as error:
            self.counts["discarded"] += 1
            print(f"{course.name}: discarded: {' '.join(str(error).split())[:160]}", flush=True)
            return
        self.counts["courses"] += 1
        self.counts["submissions"] += len(course.submissions)
        checks = sum(cell.kind == CHECK for _name, cell in course.cells())
        self.counts["checks"] += checks
        self.counts["unprotected checks"] += len(made.ours.unprotected)
        if made.ours.refused:
            self.counts["refused"] += 1
            print(f"{course.name}: refused: {made.ours.refused[:300]}", flush=True)
            return
        self.counts["scores"] += len(made.stock.scores)
        self._tell(made)
        if made.unnamed:
            self.wrong.append(course)

    def _tell(self, made: Compared) -> None:
        for entry in made.differences:
            self.reasons[entry.reason or "WITHOUT A NAME"] += 1
            print(
                f"{made.course.name}: {' '.join(entry.place)}: nbgrader {entry.stock:g} "
                f"({entry.said[0][:120]}), here {entry.ours:g} ({entry.said[1][:120]}); "
                f"{entry.reason or 'WITHOUT A NAME'}",
                flush=True,
            )

    def show_smallest(self, course: MadeCourse) -> None:
        """Print a course that differs, with as few cells as still do."""
        small = shrink(course, partial(differs, recorder=self._recorder, known=self._known))
        for notebook, cell in self._recorder.fill(small).cells():
            print(f"--- {notebook} {cell.kind} {cell.name}\n{cell.whole}")
        for label, changes in small.submissions.items():
            kept = {(n, c.name) for n, c in small.cells()}
            print(f"=== {label}: { {k: v for k, v in changes.items() if k in kept} }", flush=True)


def main() -> int:
    """Compare courses; return 1 where a score differs without a name."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--courses", type=int, default=300, help="how many valid courses (300)")
    parser.add_argument("--seed", type=int, default=0, help="of the first course (0)")
    parser.add_argument("--known", type=Path, help="a file that keeps nbgrader's scores")
    parser.add_argument("--shrink", type=int, default=0, metavar="N", help="show N small (0)")
    options = parser.parse_args()
    started = time.monotonic()
    with Recorder.started() as recorder:
        run = Run(recorder, KnownMarks(Recorded(options.known, writes=True)))
        seed = options.seed
        while run.counts["courses"] < options.courses:
            run.take(seed)
            seed += 1
        for course in run.wrong[: options.shrink]:
            run.show_smallest(course)
    print(", ".join(f"{count} {name}" for name, count in run.counts.items()))
    print(f"seeds {options.seed} to {seed - 1}; {time.monotonic() - started:.0f} s")
    for reason, count in run.reasons.items():
        print(f"{count} × {reason}")
    print(f"{len(run.wrong)} courses differ without a name" if run.wrong else "the same")
    return 1 if run.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
