"""Two graders and a collector at once on one cohort, all of them killed at random moments.

Every learner hands in twice; the second time while the graders are at work. In the end gradebook
and folders must be those of an undisturbed cohort that handed in only what was newest, and the
records must say so.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from cohorts import COHORT, collect_command, grade_command, hand_in, make_cohort
from killing import Command, Killer, find_left
from written import differences, read_files, read_rows

from courses import environment
from terakoya.demo.made_submissions import MadeSubmission

__all__ = ["Together"]

ENOUGH = 900.0  # seconds without a kill after which a command is taken to hang
_GRADERS = 2
_BATCHES = 6  # of the second submissions, each collected by a command of its own
_NOTHING_NEW = ("Nothing new to grade.", "新しく採点するものはありません")


@dataclass
class Together:
    """The same cohort again and again, until all the kills are made.

    Attributes:
        first, newest: learner → what is handed in first, and what counts.
    """

    assignment: str
    first: Mapping[str, MadeSubmission]
    newest: Mapping[str, MadeSubmission]
    scratch: Path
    workers: int
    killer: Killer
    chance: random.Random
    found: list[str] = field(default_factory=list)

    def run(self) -> list[str]:
        """Return what was wrong, a line each; empty where nothing was."""
        self._quiet = self._environment("quiet")
        right = self.scratch / "right" / "workspace"
        make_cohort(right, self.assignment, self.newest, self._quiet)
        self._run_to_end(right)
        prepared = self.scratch / "prepared" / "workspace"
        self._database = make_cohort(prepared, self.assignment, self.first, self._quiet)
        number = 0
        while not self.killer.is_done and not self.found:
            number += 1
            folder = self.scratch / f"round-{number}"
            shutil.copytree(prepared, folder / "workspace", symlinks=True)
            self._disturb(folder)
            self.found += self._compare(folder / "workspace", right)
            print(f"round {number}: killed so far: {dict(self.killer.killed)}", flush=True)
            for line in self.found[:40]:
                print(f"  {line}")
            if not self.found:
                shutil.rmtree(folder)
        return self.found

    def _environment(self, name: str) -> dict[str, str]:
        folder = self.scratch / name
        folder.mkdir(parents=True, exist_ok=True)
        return environment(folder)

    def _disturb(self, folder: Path) -> None:
        """Let them all work on one copy until everything is collected, then grade what is left."""
        workspace = folder / "workspace"
        env = self._environment(folder.name)
        collected = threading.Event()
        threads = [
            threading.Thread(target=self._grade, args=(workspace, env, collected, number))
            for number in range(_GRADERS)
        ]
        threads.append(threading.Thread(target=self._collect, args=(folder, env, collected)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.found += [f"still running after the commands' end: {name}" for name in find_left()]
        self._run_to_end(workspace)
        logs = "".join(path.read_text(errors="replace") for path in folder.glob("*.log"))
        if "Traceback" in logs:
            self.found.append(f"a traceback: {logs[logs.index('Traceback') :][:3000]}")

    def _grade(
        self, workspace: Path, env: Mapping[str, str], collected: threading.Event, number: int
    ) -> None:
        log = workspace.parent / f"grader-{number}.log"
        command = Command(self._grade_command, workspace, env, log)
        while True:
            over = collected.is_set()  # before it looks: what it then finds is everything
            code = self.killer.accompany(command.start(), ENOUGH)
            if over and code == 0:
                return

    def _collect(self, folder: Path, env: Mapping[str, str], collected: threading.Event) -> None:
        """Collect the second submissions batch by batch, killed now and then."""
        names = sorted(self.newest)
        try:
            for number in range(min(_BATCHES, len(names))):
                some = {name: self.newest[name] for name in names[number::_BATCHES]}
                inbox = folder / f"inbox-{number}"
                hand_in(inbox, some)
                command = Command(
                    collect_command(self.assignment, inbox),
                    folder / "workspace",
                    env,
                    folder / "collector.log",
                )
                while self._collect_once(command):
                    pass
        finally:
            collected.set()

    def _collect_once(self, command: Command) -> int:
        running = command.start()
        try:
            return running.wait(self.chance.uniform(0.5, 4.0))
        except subprocess.TimeoutExpired:
            if not self.killer.is_done and self.chance.random() < 0.5:
                running.kill()
                self.killer.killed["collector"] += 1
            return running.wait(ENOUGH)

    @property
    def _grade_command(self) -> Sequence[str]:
        return [*grade_command(self.assignment), "--workers", str(self.workers)]

    def _run_to_end(self, workspace: Path) -> None:
        """Grade undisturbed, then once more: the second time there must be nothing to do."""
        for _ in range(2):
            done = subprocess.run(
                self._grade_command,
                cwd=workspace,
                env=self._quiet,
                capture_output=True,
                check=False,
                text=True,
            )
            if done.returncode:
                self.found.append(f"grading what is left fails: {done.stderr[-2000:]}")
        if not any(words in done.stdout for words in _NOTHING_NEW):
            self.found.append(f"what is graded is due again: {done.stdout[-500:]}")

    def _compare(self, ours: Path, right: Path) -> Iterator[str]:
        """Yield what is different in gradebook and folders, and where the records do not agree."""
        cohort = Path("var", "cohorts", COHORT)
        gradebook = cohort / "gradebook.db"
        rows = read_rows(ours / gradebook), read_rows(right / gradebook)
        for entries in rows:  # when a submission came is another moment in each of them
            entries.pop("submitted_assignment")
        yield from differences("gradebook", *rows)
        for name in ("autograded", "submitted"):
            trees = [read_files(root / cohort / name) for root in (ours, right)]
            for tree in trees:
                for path in [path for path in tree if path.endswith("timestamp.txt")]:
                    del tree[path]
            yield from differences(name, *trees)
        yield from self._look_at_records(ours / self._database, ours / gradebook)

    def _look_at_records(self, database: Path, gradebook: Path) -> Iterator[str]:
        """Yield every learner whose score is not of the newest submission."""
        with closing(sqlite3.connect(database)) as connection:
            newest = dict(
                connection.execute(
                    "SELECT learner_id, id FROM submissions ORDER BY submitted_at, id"
                )
            )
            current = {
                learner: (submission, grading)
                for learner, submission, grading in connection.execute(
                    "SELECT learner_id, submission_id, grading_id FROM current_gradings"
                )
            }
            twice = connection.execute(
                "SELECT learner_id, digest, COUNT(*) FROM submissions "
                "GROUP BY learner_id, digest HAVING COUNT(*) > 1"
            ).fetchall()
        yield from (f"collected twice: {row}" for row in twice)
        if newest.keys() != set(self.newest):
            yield f"not collected: {sorted(set(self.newest) - newest.keys())}"
        for learner, submission in newest.items():
            found = current.get(learner)
            if found is None or found[0] != submission or found[1] is None:
                yield f"{learner}: the newest submission is {submission}, current is {found}"
        with closing(sqlite3.connect(gradebook)) as connection:
            rows = connection.execute(
                "SELECT student_id, COUNT(*) FROM submitted_assignment GROUP BY student_id"
            )
            yield from (
                f"{name}: {count} submissions in the gradebook"
                for name, count in rows
                if count != 1
            )
