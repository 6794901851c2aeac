"""Do submissions get the same marks and words where a verdict that is known is not found out anew?

Courses are made from seeds. Each is graded twice by the engine: every check of every submission is
run; and every submission is graded three times against one version, which notes verdicts, confirms
them and uses them, from the first submission on. Scores and what learners read have to be the same.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from terakoya_autograde import Reuse

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.made_courses.grading import Marks, engine_marks  # noqa: E402
from tests.made_courses.making import make_course  # noqa: E402
from tests.made_courses.recording import InvalidCourse, Recorder  # noqa: E402

TIMES = 3


def main() -> int:
    """Compare courses; return 1 where anything differs, or nothing was ever reused."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--courses", type=int, default=100, help="how many valid courses (100)")
    parser.add_argument("--seed", type=int, default=0, help="of the first course (0)")
    options = parser.parse_args()
    started, counts = time.monotonic(), Counter[str]()
    with Recorder.started() as recorder:
        seed = options.seed
        while counts["courses"] < options.courses:
            _take(seed, recorder, counts)
            seed += 1
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    print(f"seeds {options.seed} to {seed - 1}; {time.monotonic() - started:.0f} s")
    broken = bool(counts["differ"]) or not counts["verdicts used"]
    print("BROKEN" if broken else "the same")
    return 1 if broken else 0


def _take(seed: int, recorder: Recorder, counts: Counter[str]) -> None:
    """Make and grade the course of a seed."""
    course = make_course(seed)
    try:
        filled = recorder.fill(course)
    except InvalidCourse:
        counts["discarded"] += 1
        return
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        plainly = engine_marks(filled, Path(one), reuse=Reuse(verdicts=False))
        again = engine_marks(filled, Path(other), reuse=Reuse(after=0), times=TIMES)
    counts["courses"] += 1
    counts["submissions"] += len(course.submissions)
    counts["scores"] += len(plainly.scores)
    counts["checks run"] += again.run
    counts["verdicts used"] += again.reused
    for line in _compare(plainly, again):
        counts["differ"] += 1
        print(f"{course.name}: {line}", flush=True)


def _compare(plainly: Marks, again: Marks) -> list[str]:
    """Return what differs, a line each."""
    if plainly.refused != again.refused:
        return [f"refused: {plainly.refused!r} and {again.refused!r}"]
    return [
        f"{' '.join(place)}: {score:g} ({plainly.said[place][:120]}), "
        f"from what was known {again.scores[place]:g} ({again.said[place][:120]})"
        for place, score in plainly.scores.items()
        if (score, plainly.said[place]) != (again.scores[place], again.said[place])
    ]


if __name__ == "__main__":
    sys.exit(main())
