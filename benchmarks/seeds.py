"""Do identical notebooks get identical marks where checks seed random numbers or draw them?

For each kind of such a check in `seeded.py`, so many identical right notebooks are graded, so many
times, each time by warm parents of their own, as `--force` would. No verdict may differ, and none
may be a loss where chance decides nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from seeded import ANSWER, CHANCE, CHECK, KINDS, Part
from terakoya_autograde import (
    CLEAN_ROOM,
    IN_KERNEL,
    Limits,
    Result,
    Submission,
    grade_many,
    grade_submission,
    prepare_assignment,
)

LIMITS = Limits(cell_seconds=20, notebook_seconds=60)
NAME = "seeded"
Verdict = tuple[tuple[str, float], ...]


def main() -> int:
    """Grade every kind; return 1 where a verdict differs or a right answer loses a point."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--learners", type=int, default=41, help="identical notebooks (41)")
    parser.add_argument("--runs", type=int, default=5, help="times that they are graded (5)")
    parser.add_argument("--kinds", default="", help="parts of the kinds' names, with | between")
    parser.add_argument("--workers", type=int, default=2, help="notebooks at once (2)")
    parser.add_argument("--checks", choices=(CLEAN_ROOM, IN_KERNEL), default=CLEAN_ROOM)
    options = parser.parse_args()
    wrong = 0
    for kind, parts in KINDS.items():
        if not any(wanted in kind for wanted in options.kinds.split("|")):
            continue
        seen, unprotected = grade(parts, options)
        whole = sum(part.role == CHECK for part in parts)
        lost = kind not in CHANCE and any(sum(points for _name, points in v) < whole for v in seen)
        wrong += lost or len(seen) != 1
        print(f"{kind}: {tell(seen)}{unprotected}", flush=True)
    print(f"{wrong} kinds are wrong" if wrong else "no verdict differs, and no point is lost")
    return 1 if wrong else 0


def grade(parts: tuple[Part, ...], options: argparse.Namespace) -> tuple[Counter[Verdict], str]:
    """Grade one kind; return how often each verdict was given, and which checks are unprotected."""
    seen, names = Counter[Verdict](), set[str]()
    with tempfile.TemporaryDirectory(prefix="seeds-") as scratch:
        source = Path(scratch) / NAME
        source.mkdir()
        write(source / f"{NAME}.ipynb", notebook(parts, solved=True))
        handed_in = write(Path(scratch) / f"{NAME}.ipynb", notebook(parts, solved=False))
        submission = Submission({handed_in.name: handed_in}, "digest")
        for _ in range(options.runs):
            with prepare_assignment(source, checks=options.checks) as version:
                names |= {
                    f"{name} ({why})"
                    for found in version.unprotected.values()
                    for name, why in found.items()
                }
                grade_one = partial(grade_submission, version, submission, LIMITS)
                jobs = [(number, grade_one) for number in range(options.learners)]
                for _number, result in grade_many(jobs, options.workers):
                    if not isinstance(result, Result):
                        raise SystemExit(f"not graded: {result}")
                    seen[tuple((entry.item.id, entry.score) for entry in result.items)] += 1
    return seen, f"; unprotected: {', '.join(sorted(names))}" if names else ""


def tell(seen: Counter[Verdict]) -> str:
    """Return the verdicts in words."""
    return "; ".join(
        f"{count} × " + " ".join(f"{name}={points:g}" for name, points in verdict)
        for verdict, count in seen.most_common()
    )


def notebook(parts: tuple[Part, ...], *, solved: bool) -> dict[str, Any]:
    """Return the instructor's version, or the notebook as a learner hands it in."""
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    cells = [_cell(f"c{place}", part, solved=solved) for place, part in enumerate(parts)]
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _cell(cell_id: str, part: Part, *, solved: bool) -> dict[str, Any]:
    base = {"grade": False, "grade_id": part.name, "locked": False, "schema_version": 3}
    tags: dict[str, Any] = {
        ANSWER: {"nbgrader": base | {"solution": True, "task": False}},
        CHECK: {
            "nbgrader": base
            | {"solution": False, "task": False, "grade": True, "locked": True, "points": 1}
        },
    }
    source = part.source
    if part.role == ANSWER and solved:
        source = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
    if part.role == CHECK and not solved:
        source = source.partition("### BEGIN HIDDEN")[0]
    made = {"cell_type": "code", "id": cell_id, "metadata": tags.get(part.role, {})}
    return made | {"source": source, "outputs": [], "execution_count": None}


def write(path: Path, content: dict[str, Any]) -> Path:
    """Write a notebook; return its path."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


if __name__ == "__main__":
    sys.exit(main())
