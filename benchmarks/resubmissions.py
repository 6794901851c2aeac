"""What do a few resubmissions cost, beside what they cost in another version of Terakoya?

Each side has a workspace of its own, made with its own commands: a cohort whose submissions are
graded, then a few hand in again. Only the next `terakoya grade` is measured, in turns, each
time on a fresh copy. Where the marks of the two sides differ, the figures are worth nothing: it
ends with 1 then, and where the ratio is too large.

    python benchmarks/resubmissions.py --old "$OLD/.venv/bin/python" --at-most 0.4
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, run

from cohorts import COHORT, collect_command, grade_command, hand_in, make_cohort
from paired import compare, measure

from courses import environment, fair, lab_submissions

_MARKS = """
SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score
FROM grade
JOIN base_cell ON base_cell.id = grade.cell_id
JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id
ORDER BY 1, 2
"""

_COMPILE = """
import compileall, importlib.util
for package in ("terakoya", "terakoya_autograde"):
    for folder in importlib.util.find_spec(package).submodule_search_locations:
        compileall.compile_dir(folder, quiet=1)
"""


@dataclass(frozen=True)
class Side:
    """One version of Terakoya, and its workspace as it is before the measured command.

    Attributes:
        python: the Python in which that version is installed.
        folder: holds the workspace `now`, and `at-first`, what it was before the measured command.
    """

    python: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands, with a temporary folder of their own."""
        self.folder.mkdir(exist_ok=True)
        return environment(self.folder)

    def make(self, lab: str, learners: int, again: int) -> None:
        """Make the workspace: everybody is graded, and some have handed in again.

        Both sides run from bytecode, as whatever pip has installed does.
        """
        now, env = self.folder / "now", self.environment
        self._run([self.python, "-c", _COMPILE], self.folder)
        made = lab_submissions(lab, learners + again, fair)
        students = list(made)
        make_cohort(now, lab, {name: made[name] for name in students[:learners]}, env, self.python)
        self._run(grade_command(lab, self.python), now)
        inbox = self.folder / "again"
        hand_in(inbox, {f"s{n + 1:04d}": made[students[learners + n]] for n in range(again)})
        self._run(collect_command(lab, inbox, self.python), now)

    def grade(self, lab: str) -> float:
        """Grade what was handed in again, on a fresh copy; return the CPU seconds of it."""
        now = self.folder / "now"
        if not (self.folder / "at-first").exists():
            shutil.copytree(now, self.folder / "at-first", symlinks=True)
        shutil.rmtree(now)
        shutil.copytree(self.folder / "at-first", now, symlinks=True)
        return measure(grade_command(lab, self.python), cwd=now, env=self.environment)

    def marks(self) -> list[tuple[str, str, float]]:
        """Return learner, item and score of all that the last run has left in the gradebook."""
        gradebook = self.folder / "now" / "var" / "cohorts" / COHORT / "gradebook.db"
        with closing(sqlite3.connect(gradebook)) as database:
            return database.execute(_MARKS).fetchall()

    def _run(self, command: list[str], folder: Path) -> None:
        run(command, cwd=folder, env=self.environment, check=True, stdout=DEVNULL)


def main() -> int:
    """Print the medians and their ratio; 1 where it is too large, or marks differ."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--old", required=True, help="the Python of the other version")
    parser.add_argument("--lab", default="counter-waiting")
    parser.add_argument("--learners", type=int, default=30)
    parser.add_argument("--again", type=int, default=2, help="who hands in again")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--at-most", type=float, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="resubmissions-") as scratch:
        pythons = {"old": given.old, "new": sys.executable}
        sides = {name: Side(python, Path(scratch) / name) for name, python in pythons.items()}
        for side in sides.values():
            side.make(given.lab, given.learners, given.again)
        ratio = compare(lambda name: sides[name].grade(given.lab), given.times)
        same = sides["old"].marks() == sides["new"].marks()
    if not same:
        print("the marks differ")
    return int(not same or (given.at_most is not None and ratio > given.at_most))


if __name__ == "__main__":
    sys.exit(main())
