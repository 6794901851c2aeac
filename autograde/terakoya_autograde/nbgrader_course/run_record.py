"""What is known of each graded submission, beside the course: how a run is taken up again.

``<root>/.terakoya-autograde/<assignment>/<student>.json`` says "begun" before a submission's
folder is put in its place, and "done" after its gradebook rows are committed. Where a run was
killed between the two, the next one grades that submission again. ``forced.run`` stands there
while a run grades anew what was graded already: where it was killed, the next one goes on with it.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.storage.atomic_writes import write_file
from terakoya_autograde.storage.run_lock import InUseError, hold_alone

__all__ = ["FOLDER", "Records", "digest_files"]

FOLDER = ".terakoya-autograde"


class Records:
    """The records of one assignment."""

    def __init__(self, root: Path, assignment_id: str) -> None:
        self._folder = root / FOLDER / assignment_id
        self._forced_by = ""

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Let no other run grade this assignment in the meantime.

        Raises:
            AssignmentError: another run does.
        """
        with ExitStack() as stack:
            try:
                stack.enter_context(hold_alone(self._folder / "lock"))
            except InUseError as error:
                message = f"{self._folder.name}: another terakoya-autograde is grading it"
                raise AssignmentError(message) from error
            yield

    def read(self, student_id: str) -> dict[str, Any]:
        """Return the record; empty where there is none, or none that can be read."""
        return self._read(self._path(student_id))

    def begin(self, student_id: str) -> None:
        """Note that the submission's folder is about to change."""
        self._write(self._path(student_id), {"state": "begun"})

    def finish(self, student_id: str, record: Mapping[str, object]) -> None:
        """Note that folder and gradebook are as the record says."""
        forced = {"forced": self._forced_by} if self._forced_by else {}
        self._write(self._path(student_id), {"state": "done", **record, **forced})

    def was_interrupted(self, student_id: str) -> bool:
        """Tell whether a run ended between folder and gradebook."""
        return self.read(student_id).get("state") == "begun"

    def was_done(self, student_id: str) -> bool:
        """Tell whether a run has written the student's scores into the gradebook."""
        record = self.read(student_id)
        return record.get("state") == "done" and not record.get("failure")

    def begin_force(self, students: Iterable[str], version: str) -> frozenset[str]:
        """Note that all of these are graded anew; return who was already, before a run broke off.

        What a run over others has left is not forgotten: a later run does it.

        Args:
            version: the digest of what they are graded against; another one begins anew.
        """
        scope, told, left = sorted(students), self._read(self._force), self.left_of_force()
        if left.intersection(scope) and (told.get("scope"), told.get("version")) == (
            scope,
            version,
        ):
            return frozenset(scope) - left
        asked = {"scope": scope, "students": sorted(left.union(scope)), "version": version}
        self._forced_by = uuid.uuid4().hex
        self._folder.mkdir(parents=True, exist_ok=True)
        self._write(self._force, {**asked, "run": self._forced_by})
        return frozenset()

    def left_of_force(self) -> frozenset[str]:
        """Return whom a run that broke off was to grade anew, and did not; a later run does."""
        told = self._read(self._force)
        self._forced_by = str(told.get("run", ""))
        asked = told.get("students", [])
        return frozenset(
            student for student in asked if self.read(student).get("forced") != self._forced_by
        )

    def end_force(self, students: Iterable[str]) -> None:
        """Note that these have had the turn, however it ended; the others are still asked for."""
        left = self.left_of_force().difference(students)
        if left:
            told = self._read(self._force)
            self._write(self._force, {**told, "students": sorted(left)})
        else:
            self._force.unlink(missing_ok=True)

    @property
    def _force(self) -> Path:
        return self._folder / "forced.run"  # no student's record: those end in .json

    def _path(self, student_id: str) -> Path:
        return self._folder / f"{student_id}.json"

    @staticmethod
    def _read(path: Path) -> dict[str, Any]:
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return record if isinstance(record, dict) else {}

    @staticmethod
    def _write(path: Path, record: Mapping[str, object]) -> None:
        text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
        write_file(path, f"{text}\n".encode())


def digest_files(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over names and contents."""
    summary = hashlib.sha256()
    for name in sorted(files):
        summary.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return summary.hexdigest()
