"""Does the gate say of a wrong answer what grading says of it?

    python benchmarks/gate_verdicts.py [--labs counter-waiting] [--sample 20]

The gate tries wrong answers beside the notebook, forked from the state before the answer: so it can
try thousands, and look at values. Grading runs the tests in the clean room. Here a sample of each
lab's mutants, spread evenly, is handed in and graded as a learner's notebook is; an item that loses
points there has to be one that the gate calls killed, and no other. Returns 1 where one is not.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from fairness import grade_one
from terakoya_autograde import AssignmentVersion, Result, grade_many

from courses import LABS
from terakoya.authoring import Subject, read_subject
from terakoya.authoring.mutants.answer_items import AnswerItem, read_items
from terakoya.authoring.mutants.mutant_runs import KILLED, study_items
from terakoya.authoring.mutants.mutant_sources import Mutant
from terakoya.authoring.written_answers import answer_cells, put_answers
from terakoya.workspace import Workspace, find_workspace

Pair = tuple[AnswerItem, Mutant]


def main() -> int:
    """Compare the verdicts of every lab; return 1 where one differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--labs", default=",".join(LABS), help="which, with commas between")
    parser.add_argument("--sample", type=int, default=20, help="mutants of each lab (20)")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    workspace, differing = find_workspace(Path(__file__)), 0
    for lab in options.labs.split(","):
        differing += compare(workspace, lab, options.sample, options.workers)
    return 1 if differing else 0


def compare(workspace: Workspace, lab: str, size: int, workers: int) -> int:
    """Say of how many mutants of a lab both say the same; return of how many they do not."""
    subject = read_subject(workspace, workspace.read_assignment(lab))
    try:
        items = read_items(subject.sources, subject.foreseen.notebooks, subject.marks)
        pairs = [(item, mutant) for item in items for mutant in item.mutants]
        sample = pairs[:: max(1, len(pairs) // size)][:size]
        wanted = {item.id for item, _mutant in sample}
        studies = study_items(subject, [item for item in items if item.id in wanted])
        graded = [*grade_sample(subject, sample, workers)]
    finally:
        subject.close()
    ends = {
        (study.item.id, one.kind, one.line, one.before, one.after): one
        for study in studies
        for one in study.outcomes
    }
    differing = 0
    for (item, mutant), lost in zip(sample, graded, strict=True):
        line = item.lines.get(mutant.line)
        end = ends[item.id, mutant.kind, line, mutant.before, mutant.after]
        if (end.end == KILLED and end.seed is None) != lost:
            differing += 1
            said = "loses points" if lost else "keeps its points"
            print(f"{lab}: {item.id}: {mutant.before} → {mutant.after}: {end.end}, and {said}")
    killed = sum(graded)
    print(f"{lab}: {len(sample)} of {len(pairs)} mutants, {killed} lose points, {differing} differ")
    return differing


def grade_sample(subject: Subject, sample: Sequence[Pair], workers: int) -> Iterator[bool]:
    """Yield of each mutant whether its item loses points where it is handed in."""
    version = subject.version
    reference: dict[str, str] = {}
    for notebook in subject.sources.values():
        reference |= answer_cells(notebook, subject.marks)
    with tempfile.TemporaryDirectory(prefix="gate-verdicts-") as name:
        work = [
            (at, partial(_lost, version, Path(name) / str(at), reference, pair))
            for at, pair in enumerate(sample)
        ]
        found = dict(grade_many(work, workers))
    for at in range(len(sample)):
        if not isinstance(found[at], bool):
            raise SystemExit(f"{sample[at][0].id}: {found[at]}")
        yield found[at]


def _lost(
    version: AssignmentVersion, folder: Path, reference: Mapping[str, str], pair: Pair
) -> bool:
    item, mutant = pair
    cells = {**reference, item.id: mutant.source}
    trial = {name: put_answers(notebook, cells) for name, notebook in version.released.items()}
    result: Result = grade_one(version, folder, trial)
    tests = {name for name, _source in item.tests}
    return any(entry.score < entry.item.points for entry in result.items if entry.item.id in tests)


if __name__ == "__main__":
    sys.exit(main())
