"""Does any notebook, however broken or hostile, break the grader?

Mutants of real notebooks (a small assignment's, the labs' sources, releases and the demonstration's
answers) are graded, half of them with `terakoya-autograde` in a course directory, half through
`grade_submission`. Each has to end in a result or in a refusal of one line, in time; never in a
fault of the grader, more points than an item has, or points for a mutant of a blank or wholly wrong
answer. As a control, the right answers as they are have to get full marks.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from judging import Assignment, Finding, Mutant, judge_api, judge_course
from mutations import mutate
from small import RIGHT, WRONG, answered, write_source

from courses import CONFIG, LABS, ROOT, lab_submissions

BATCH = 100


def main() -> int:
    """Make, grade and judge the mutants; return 1 where anything was found."""
    options = _parser().parse_args()
    chance = random.Random(options.seed)
    ends: Counter[str] = Counter()
    found: list[Finding] = []
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        for assignment, count in _assignments(Path(name), options.count, options.labs):
            made = _mutants(assignment, chance, count)
            while batch := list(itertools.islice(made, BATCH)):
                for finding in _judge(assignment, batch, options, ends):
                    _tell(finding, options.keep)
                    found.append(finding)
                spent = time.monotonic() - started
                print(f"{assignment.id}: {batch[-1].number + 1}/{count}; {spent:.0f} s", flush=True)
    print(f"seed {options.seed}; {time.monotonic() - started:.0f} s;", _told(ends))
    print(f"{len(found)} problems" if found else "every one ended in a result or in a refusal")
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=2000, help="mutants (2000)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--labs", type=int, default=10, help="percent of them of the labs (10)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="a folder for the mutants that break a promise")
    parser.add_argument("--sandbox", choices=("full", "none"), default="full")
    return parser


def _assignments(scratch: Path, count: int, percent: int) -> Iterator[tuple[Assignment, int]]:
    """Yield each assignment and how many mutants it gets."""
    labs = count * percent // 100 // len(LABS)
    config = scratch / CONFIG
    config.write_text("c = get_config()\n", encoding="utf-8")
    source = write_source(scratch)
    original = json.loads((source / "small.ipynb").read_text(encoding="utf-8"))
    bases = {"right": answered(RIGHT), "wrong": answered(WRONG), "source": original}
    yield (
        Assignment("small", source, config, 3, bases, frozenset({"wrong"}), "right"),
        count - 2 * labs,
    )
    for lab in LABS if labs else ():
        source = ROOT / "source" / lab
        bases = {"source": json.loads((source / f"{lab}.ipynb").read_text(encoding="utf-8"))}
        for entry in lab_submissions(lab, 40).values():
            bases[entry.kind] = json.loads(entry.notebooks[lab])
        yield (
            Assignment(lab, source, ROOT / CONFIG, 10, bases, frozenset({"blank"}), "reference"),
            labs,
        )


def _mutants(assignment: Assignment, chance: random.Random, count: int) -> Iterator[Mutant]:
    """Yield `count` of them; the first two of every assignment are right answers as they are."""
    names, nothing = sorted(assignment.bases), sorted(assignment.nothing)
    for number in range(count):
        if number < 2:  # one for either way of grading
            body = json.dumps(assignment.bases[assignment.everything]).encode()
            yield Mutant(number, assignment.everything, ("as it is",), body, scores_everything=True)
            continue
        base = chance.choice(nothing) if chance.random() < 0.4 else chance.choice(names)
        body, done = mutate(chance, assignment.bases[base])
        yield Mutant(number, base, tuple(done), body, scores_nothing=base in assignment.nothing)


def _judge(
    assignment: Assignment, batch: Sequence[Mutant], options: argparse.Namespace, ends: Counter[str]
) -> Iterator[Finding]:
    """Grade one half one way and the other the other way."""
    sandbox = options.sandbox == "full"
    yield from judge_course(assignment, batch[::2], options.workers, ends, sandbox=sandbox)
    yield from judge_api(assignment, batch[1::2], options.workers, ends, sandbox=sandbox)


def _tell(finding: Finding, keep: Path | None) -> None:
    mutant = finding.mutant
    print(
        f"{finding.assignment} {mutant.number} ({mutant.base}: {', '.join(mutant.done)}): ", end=""
    )
    print(finding.problem)
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        (keep / f"{finding.assignment}-{mutant.number}.ipynb").write_bytes(mutant.body)


def _told(ends: Counter[str]) -> str:
    return f"{ends.total()} mutants: " + ", ".join(f"{n} {end}" for end, n in ends.most_common())


if __name__ == "__main__":
    sys.exit(main())
