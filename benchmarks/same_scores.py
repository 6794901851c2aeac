"""Does `terakoya-autograde` give the scores, rows and files that `nbgrader autograde` gives?

Every lab's submissions are made as the demonstration makes them, and graded by both in course
directories of their own. Each difference is listed. Those of submissions with which nbgrader is
known to go wrong are named with the reason that docs/explanation/engine.md gives; any other is a
fault.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from written import differences, read_files, read_rows

from courses import (
    AUTOGRADE,
    CONFIG,
    LABS,
    ROOT,
    environment,
    hand_in,
    lab_submissions,
    make_course,
)

# what a made submission does → the situation in the table of engine.md
EXPLAINED = {
    "dies": "a cell kills its kernel",
    "prints-without-end": "a cell prints without end",
}
MOST_LINES = 8  # of one submission


@dataclass(frozen=True)
class Sides:
    """The same course graded by both, and what each student's submission was made as."""

    stock: Path
    ours: Path
    kinds: Mapping[str, str]


def main() -> int:
    """Compare every lab; return 1 where a difference has no reason."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=30, help="submissions of each lab (30)")
    parser.add_argument("--labs", default=",".join(LABS), help="which, with commas between")
    parser.add_argument("--timeout", type=int, default=10, help="seconds of a cell, for both (10)")
    parser.add_argument("--without", default="", metavar="KINDS", help="made as these: left out")
    options = parser.parse_args()
    wrong = 0
    for lab in options.labs.split(","):
        with tempfile.TemporaryDirectory(prefix="same-scores-") as name:
            without = frozenset(options.without.split(","))
            sides = grade_both(lab, options.learners, options.timeout, Path(name), without)
            wrong += tell(lab, sides)
    print(f"{wrong} submissions differ without a reason" if wrong else "the same")
    return 1 if wrong else 0


def grade_both(
    lab: str, learners: int, timeout: int, scratch: Path, without: frozenset[str]
) -> Sides:
    """Make a course of a lab, and grade a copy of it with each."""
    made = lab_submissions(lab, learners, lambda kind: kind not in without)
    stock, ours = scratch / "stock", scratch / "ours"
    make_course(stock, ROOT / "source" / lab, ROOT / CONFIG)
    for student, entry in made.items():
        hand_in(stock, lab, student, entry.notebooks)
    shutil.copytree(stock, ours)
    env = environment(scratch)
    commands = (
        (stock, [sys.executable, "-m", "nbgrader", "autograde", lab]),
        (ours, [*AUTOGRADE, lab, "--workers=2"]),
    )
    for course, command in commands:
        started = time.monotonic()
        command.append(f"--Execute.timeout={timeout}")
        done = subprocess.run(command, cwd=course, env=env, capture_output=True, check=False)
        spent = time.monotonic() - started
        print(f"{lab}: {course.name}: exit code {done.returncode}; {spent:.0f} s", flush=True)
    return Sides(stock, ours, {student: entry.kind for student, entry in made.items()})


def tell(lab: str, sides: Sides) -> int:
    """Print the differences of each submission; return how many have one without a reason."""
    found = dict(compare(lab, sides))
    wrong = 0
    for student, lines in found.items():
        kind = sides.kinds.get(student, "")
        reason = EXPLAINED.get(kind, "")
        wrong += not reason
        print(f"{lab}: {student} ({kind}): {len(lines)} differences; {reason or 'NO REASON'}")
        for line in lines[:MOST_LINES]:
            print(f"    {line}")
    same = len(sides.kinds) - len(found)
    print(f"{lab}: {same} of {len(sides.kinds)} submissions are the same in every row and file")
    return wrong


def compare(lab: str, sides: Sides) -> Iterator[tuple[str, list[str]]]:
    """Yield (student, differences) for each that has any; "" is for what is nobody's."""
    ours, stock = (read_rows(side / "gradebook.db") for side in (sides.ours, sides.stock))
    for student in (*sides.kinds, ""):
        rows = [
            {table: _rows_of(student, entries, sides.kinds) for table, entries in side.items()}
            for side in (ours, stock)
        ]
        lines = [*differences("gradebook", *rows)]
        if student:
            folders = (side / "autograded" / student / lab for side in (sides.ours, sides.stock))
            lines += differences("autograded", *map(read_files, folders))
        if lines:
            yield student, lines


def _rows_of(student: str, rows: list[str], everybody: Mapping[str, str]) -> list[str]:
    """Return the rows that speak of a student; with "", those that speak of nobody."""
    if student:
        return [row for row in rows if _speaks_of(row, student)]
    return [row for row in rows if not any(_speaks_of(row, name) for name in everybody)]


def _speaks_of(row: str, student: str) -> bool:
    return f'"{student}"' in row or f" {student} " in row or f' {student}"' in row


if __name__ == "__main__":
    sys.exit(main())
