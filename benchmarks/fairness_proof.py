"""Do the clean room and honest tests in the learner's process give the same scores?

Every right and wrong answer that the labs' authors wrote down is graded both ways, and so is the
reference. Each item that scores differently is listed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from terakoya_autograde import (
    CLEAN_ROOM,
    IN_KERNEL,
    AssignmentVersion,
    Limits,
    Result,
    Submission,
    grade_many,
    grade_submission,
    prepare_assignment,
)

from courses import LABS
from terakoya.authoring.written_answers import answer_cells, put_answers, read_answers
from terakoya.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
LIMITS = Limits(cell_seconds=120, notebook_seconds=600, memory_mb=2048, output_kb=4096)
Scores = dict[str, dict[str, float]]


def main() -> int:
    """Compare; return 1 where an item scores differently."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--labs", default=",".join(LABS), help="which, with commas between")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th answer")
    options = parser.parse_args()
    differing = 0
    for lab in options.labs.split(","):
        clean = grade_answers(lab, CLEAN_ROOM, options.workers, options.every)
        honest = grade_answers(lab, IN_KERNEL, options.workers, options.every)
        found = [
            (name, item, honest[name].get(item), score)
            for name, items in clean.items()
            for item, score in items.items()
            if honest[name].get(item) != score
        ]
        for name, item, in_kernel, score in found:
            print(f"{lab}: {name}: {item}: {score} in the clean room, {in_kernel} in the kernel")
        items = sum(map(len, clean.values()))
        print(f"{lab}: {len(clean)} answers, {items} item scores, {len(found)} differ", flush=True)
        differing += len(found)
    return 1 if differing else 0


def grade_answers(lab: str, checks: str, workers: int, every: int) -> Scores:
    """Grade the reference and the answers of a lab: which → item → score."""
    workspace = Workspace(ROOT)
    config = ROOT / "nbgrader_config.py"
    with (
        tempfile.TemporaryDirectory(prefix="fairness-") as name,
        prepare_assignment(workspace.source(lab), config, checks=checks) as version,
    ):
        for reasons in version.unprotected.values():
            for item, reason in reasons.items():
                print(f"{lab}: {item} is unprotected: {reason}")
        trials = make_trials(workspace, lab, version, every)
        work = [
            (which, partial(grade_one, version, Path(name) / str(number), trial))
            for number, (which, trial) in enumerate(trials.items())
        ]
        found: Scores = {}
        for which, outcome in grade_many(work, workers):
            if not isinstance(outcome, Result):
                raise SystemExit(f"{lab}: {which}: {outcome}")
            found[which] = {entry.item.id: entry.score for entry in outcome.items}
    return found


def make_trials(
    workspace: Workspace, lab: str, version: AssignmentVersion, every: int
) -> dict[str, dict[str, Any]]:
    """Return the reference and the reference with one answer replaced, as notebooks by name."""
    assignment = workspace.read_assignment(lab)
    reference: dict[str, str] = {}
    for name in assignment.notebooks:
        path = workspace.source(lab) / f"{name}.ipynb"
        reference |= answer_cells(json.loads(path.read_text(encoding="utf-8")))
    answers = {"reference": reference} | {
        f"{'right' if answer.right else 'wrong'}/{answer.cell}/{answer.name}": reference
        | {answer.cell: answer.source}
        for answer in read_answers(workspace, assignment)[::every]
    }
    return {
        which: {name: put_answers(notebook, cells) for name, notebook in version.released.items()}
        for which, cells in answers.items()
    }


def grade_one(version: AssignmentVersion, folder: Path, trial: dict[str, Any]) -> Result:
    """Write a trial and grade it."""
    folder.mkdir()
    files = {}
    for name, notebook in trial.items():
        path = folder / f"{name}.ipynb"
        path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
        files[path.name] = path
    return grade_submission(version, Submission(files, "trial"), LIMITS)


if __name__ == "__main__":
    sys.exit(main())
