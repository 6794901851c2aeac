"""How fast does the author's gate try its own wrong answers, beside plain execution of the same?

    python benchmarks/gate.py [--lab counter-waiting] [--sample 10] [--at-least 20]

The gate tries all wrong answers of a lab: mutants of the model solutions, and answers that are
changed after they were made. Its warm parent's start is in its time, and so are calls of functions,
variants and right answers in other styles, which count for nothing. The plain way runs a sample of
the same wrong answers, spread evenly over the lab, one after another with nbclient: a new kernel,
the cells before the answer, the wrong answer, and the tests of its item until one fails. Mutants
run before the gate and changed answers after it. Both have to come to the same verdict.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from terakoya.authoring import read_subject
from terakoya.authoring.mutants.answer_changes import WRONG_CHANGES
from terakoya.authoring.mutants.answer_items import AnswerItem, read_items
from terakoya.authoring.mutants.mutant_runs import KILLED, ItemStudy, Outcome, study_items
from terakoya.authoring.mutants.mutant_sources import Mutant
from terakoya.workspace import Workspace, find_workspace

SECONDS = 60
Pair = tuple[AnswerItem, Mutant]


@dataclass
class Plain:
    """What the plain way took, and what it said of each mutant: whether a test failed."""

    seconds: float = 0.0
    processor: float = 0.0
    killed: tuple[bool, ...] = ()


def main() -> int:
    """Time both ways; return 1 where the gate is not fast enough, or a verdict differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--lab", default="counter-waiting")
    parser.add_argument("--sample", type=int, default=10, help="of each kind, plainly (10)")
    parser.add_argument("--at-least", type=float, default=20.0, help="times as fast (20)")
    options = parser.parse_args()
    workspace = find_workspace(Path(__file__))
    subject = read_subject(workspace, workspace.read_assignment(options.lab))
    items = read_items(subject.sources, subject.foreseen.notebooks, subject.marks)
    pairs = [(item, mutant) for item in items for mutant in item.mutants]
    sample = pairs[:: max(1, len(pairs) // options.sample)][: options.sample]
    before = run_plainly(workspace, options.lab, sample)
    started, processor = time.monotonic(), processor_time()
    try:
        studies = study_items(subject, items)
    finally:
        subject.close()
    seconds, processor = time.monotonic() - started, processor_time() - processor
    changed = changed_answers(studies)
    more = changed[:: max(1, len(changed) // options.sample)][: options.sample]
    after = run_plainly(workspace, options.lab, more)
    ran = len(sample) + len(more)
    each = (before.seconds + after.seconds) / ran
    each_processor = (before.processor + after.processor) / ran
    wrong = sum(len(study.outcomes) for study in studies)
    ratio = each * wrong / seconds
    differing = compare(studies, [*sample, *more], (*before.killed, *after.killed))
    print(
        f"{options.lab}: {wrong} wrong answers ({len(pairs)} mutants) in {seconds:.1f} s "
        f"({processor:.1f} s of the processor), on {os.cpu_count()} cores\n"
        f"plain: {each:.2f} s each ({each_processor:.2f} s of the processor), {ran} of the same "
        f"wrong answers; all would take {each * wrong:.0f} s\n"
        f"ratio: {ratio:.1f} by the clock, {each_processor * wrong / processor:.1f} by the "
        f"processor; {ran - len(differing)} of {ran} verdicts are the same"
    )
    for item, mutant in differing:
        print(f"  differs: {item.id}, line {mutant.line}: {mutant.before} → {mutant.after}")
    return 1 if differing or ratio < options.at_least else 0


def changed_answers(studies: Sequence[ItemStudy]) -> list[Pair]:
    """Return the answers that were changed after they were made, as cells."""
    return [
        (study.item, Mutant(one.kind, 0, one.before, one.after, _changing(study.item, one)))
        for study in studies
        for one in study.outcomes
        if one.line is None and one.kind in WRONG_CHANGES
    ]


def _changing(item: AnswerItem, outcome: Outcome) -> str:
    before, after = item.split_after(outcome.before)
    change = f"_c.change_answer({outcome.before}, _c.WRONG_CHANGES[{outcome.kind!r}], [])"
    load = "import terakoya.authoring.mutants.answer_changes as _c"
    return "\n".join([before, load, f"{outcome.before} = {change}", after])


def run_plainly(workspace: Workspace, lab: str, sample: Sequence[Pair]) -> Plain:
    """Run mutants one after another, each in a kernel of its own."""
    found, killed = Plain(), []
    with tempfile.TemporaryDirectory(prefix="gate-") as name:
        folder = Path(name) / lab
        shutil.copytree(workspace.source(lab), folder)
        for item, mutant in sample:
            started, processor = time.monotonic(), processor_time()
            killed.append(is_killed(item, mutant, folder))
            found.seconds += time.monotonic() - started
            found.processor += processor_time() - processor
    found.killed = tuple(killed)
    return found


def is_killed(item: AnswerItem, mutant: Mutant, folder: Path) -> bool:
    """Tell whether a test fails, as somebody would find out without an engine."""
    sources = [*item.before, mutant.source, *(source for _name, source in item.tests)]
    cells = [nbformat.v4.new_code_cell(source, id=f"c{at}") for at, source in enumerate(sources)]
    cells[len(item.before)].metadata["tags"] = ["raises-exception"]  # its tests run all the same
    notebook = nbformat.v4.new_notebook(cells=cells)
    client = NotebookClient(
        notebook,
        timeout=SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError):
        return True
    return False


def compare(
    studies: Sequence[ItemStudy], sample: Sequence[Pair], killed: Sequence[bool]
) -> list[Pair]:
    """Return the mutants of which the two ways do not say the same."""
    ends = {
        (study.item.id, outcome.line, outcome.before, outcome.after): (
            outcome.end == KILLED and outcome.seed is None
        )
        for study in studies
        for outcome in study.outcomes
    }
    return [
        (item, mutant)
        for (item, mutant), plainly in zip(sample, killed, strict=True)
        if ends[item.id, item.lines.get(mutant.line), mutant.before, mutant.after] != plainly
    ]


def processor_time() -> float:
    """Return the processor's seconds of this process and of its children that ended."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


if __name__ == "__main__":
    sys.exit(main())
