"""Does a grading that is killed again and again end as if nothing had happened?

A course directory is graded twice with the same command: once undisturbed, and once with a SIGKILL
at random moments to the grader, its warm parent, a running child, or one that is just being born;
after each end of the command it is given again until it succeeds. Then every row of the gradebook
and every file must be equal, and nothing may be left running or in the temporary folder.

With --cohort, two graders and a collector work on one cohort at once; see `together`.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from killing import TARGETS, Command, Killer, adopt_orphans, find_left
from together import Together
from written import differences, read_files, read_rows

from courses import AUTOGRADE, CONFIG, ROOT, environment, fair, hand_in, lab_submissions
from courses import make_course as make_lab_course

ENOUGH = 900.0  # seconds without a kill after which a command is taken to hang
MOST_LINES = 40
MOST_RUNS = 200  # of one round: more would mean that it does not get on


@dataclass(frozen=True)
class Subject:
    """What is graded: a prepared folder, the command, and where the results are.

    Attributes:
        arguments: the command; it is run in the folder.
        databases, trees: names below the folder: what has to be equal.
    """

    prepared: Path
    arguments: Sequence[str]
    databases: tuple[str, ...]
    trees: tuple[str, ...]

    def copy(self, to: Path, user: int | None) -> Path:
        """Return a fresh copy of the prepared folder, which `user` may write."""
        shutil.copytree(self.prepared, to, symlinks=True)
        if user is not None:
            for path in (to, *to.rglob("*")):
                os.chown(path, user, user, follow_symlinks=False)
        return to


def main() -> int:
    """Run as many rounds as the kills need; return 1 where anything was found."""
    options = _parser().parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        scratch = Path(name)
        scratch.chmod(0o755)
        if options.cohort:
            found = _run_together(options, scratch)
        else:
            found = _run(_subject(options, scratch), options, scratch)
    print(f"{len(found)} problems" if found else "nothing lost, nothing twice, nothing left")
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Formatter)
    parser.add_argument("--times", type=int, default=100, help="kills")
    parser.add_argument("--submissions", type=int, default=60)
    parser.add_argument("--assignment", default="counter-waiting", help="a lab")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--longest", type=float, help="seconds from kill to kill (a tenth of an undisturbed run)"
    )
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument(
        "--cohort", action="store_true", help="two graders and a collector in a workspace"
    )
    parser.add_argument("--force", action="store_true", help="grade again what is graded already")
    parser.add_argument("--user", type=int, help="run as this uid (only root can)")
    return parser


class _Formatter(argparse.ArgumentDefaultsHelpFormatter, argparse.RawDescriptionHelpFormatter):
    pass


def _subject(options: argparse.Namespace, scratch: Path) -> Subject:
    """Make what is graded."""
    made = lab_submissions(options.assignment, options.submissions, fair)
    prepared, workers = scratch / "prepared", ["--workers", str(options.workers)]
    make_lab_course(prepared, ROOT / "source" / options.assignment, ROOT / CONFIG)
    for student, entry in made.items():
        hand_in(prepared, options.assignment, student, entry.notebooks)
    command = [*AUTOGRADE, options.assignment, *workers]
    if options.force:
        _grade_once(command, prepared, scratch)
        command.append("--force")
    return Subject(prepared, command, ("gradebook.db",), ("autograded",))


def _grade_once(command: Sequence[str], folder: Path, scratch: Path) -> None:
    env = environment(scratch)
    subprocess.run(command, cwd=folder, env=env, capture_output=True, check=True)


def _run_together(options: argparse.Namespace, scratch: Path) -> list[str]:
    """Let everybody work on one cohort at once; tell and return what was found."""
    made = lab_submissions(options.assignment, 2 * options.submissions, fair)
    names = sorted(made)[: options.submissions]
    first = dict(zip(names, list(made.values())[: len(names)], strict=True))
    newest = dict(zip(names, list(made.values())[len(names) :], strict=True))
    print(f"seed {options.seed}", flush=True)
    chance, longest = random.Random(options.seed), options.longest or 4.0
    killer = Killer(chance, options.times, longest, tuple(options.targets.split(",")))
    return Together(
        options.assignment, first, newest, scratch, options.workers, killer, chance
    ).run()


def _run(subject: Subject, options: argparse.Namespace, scratch: Path) -> list[str]:
    """Grade undisturbed, then in rounds with kills; tell and return what was found."""
    quiet = Killer(random.Random(0), 0)
    started = time.monotonic()
    right = _Round(subject, scratch / "undisturbed", options.user, quiet)
    found = list(right.grade())
    spent = time.monotonic() - started
    print(f"seed {options.seed}; undisturbed: {spent:.0f} s", flush=True)
    chance, longest = random.Random(options.seed), options.longest or max(4.0, spent / 10)
    killer = Killer(chance, options.times, longest, tuple(options.targets.split(",")))
    number = 0
    while not killer.is_done and not found:
        number += 1
        disturbed = _Round(subject, scratch / f"round-{number}", options.user, killer)
        found += [*disturbed.grade(), *disturbed.compare(right)]
        told = f"round {number}: {disturbed.runs} runs; killed so far: {dict(killer.killed)}"
        print(f"{told}; {time.monotonic() - started:.0f} s")
        for line in found[:MOST_LINES]:
            print(f"  {line}")
        sys.stdout.flush()
        if found:
            print((disturbed.scratch / "log").read_text(errors="replace")[-5000:])
        shutil.rmtree(disturbed.scratch)
    return found


@dataclass
class _Round:
    """One copy of the prepared folder, graded until the command succeeds."""

    subject: Subject
    scratch: Path
    user: int | None
    killer: Killer
    runs: int = 0

    @property
    def folder(self) -> Path:
        return self.scratch / "copy"

    def grade(self) -> Iterator[str]:
        """Give the command until it succeeds; yield whatever is left that should not be."""
        env = environment(self.scratch)
        if self.user is not None:
            for path in (self.scratch, *self.scratch.rglob("*")):
                os.chown(path, self.user, self.user)
        self.subject.copy(self.folder, self.user)
        command = Command(self.subject.arguments, self.folder, env, self.scratch / "log", self.user)
        code = -1
        while code and self.runs < MOST_RUNS:
            self.runs += 1
            try:
                code = self.killer.accompany(command.start(), ENOUGH)
            except TimeoutError as error:
                yield str(error)
                break
            for process in find_left():
                yield f"still running after the command's end: {process}"
        if code:
            yield f"the command does not succeed: exit code {code} in run {self.runs}"
        for path in (self.scratch / "tmp").iterdir():
            yield f"left in the temporary folder: {path.name}"
        if "Traceback" in (said := (self.scratch / "log").read_text(errors="replace")):
            yield f"a traceback: {said[said.index('Traceback') :][:3000]}"

    def compare(self, other: _Round) -> Iterator[str]:
        """Yield what is different in the other's gradebook and files."""
        for name in self.subject.databases:
            ours, theirs = read_rows(self.folder / name), read_rows(other.folder / name)
            yield from differences(name, ours, theirs)
        for name in self.subject.trees:
            ours, theirs = read_files(self.folder / name), read_files(other.folder / name)
            yield from differences(name, ours, theirs)


if __name__ == "__main__":
    sys.exit(main())
