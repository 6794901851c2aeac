"""What is known of each graded submission, beside the course: how a run is taken up again.

``<root>/.terakoya-autograde/<assignment>/<student>.json`` says "begun" before a submission's
folder is put in its place, and "done" after its gradebook rows are committed. Where a run was
killed between the two, the next one grades that submission again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from terakoya_autograde.errors import AssignmentError

__all__ = ["FOLDER", "Records", "digest_files"]

FOLDER = ".terakoya-autograde"


class Records:
    """The records of one assignment."""

    def __init__(self, root: Path, assignment_id: str) -> None:
        self._folder = root / FOLDER / assignment_id

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Let no other run grade this assignment in the meantime.

        Raises:
            AssignmentError: another run does.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                message = f"{self._folder.name}: another terakoya-autograde is grading it"
                raise AssignmentError(message) from error
            yield

    def read(self, student_id: str) -> dict[str, Any]:
        """Return the record; empty where there is none, or none that can be read."""
        try:
            record = json.loads(self._path(student_id).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return record if isinstance(record, dict) else {}

    def begin(self, student_id: str) -> None:
        """Note that the submission's folder is about to change."""
        self._write(student_id, {"state": "begun"})

    def finish(self, student_id: str, record: Mapping[str, Any]) -> None:
        """Note that folder and gradebook are as the record says."""
        self._write(student_id, {"state": "done", **record})

    def was_interrupted(self, student_id: str) -> bool:
        """Tell whether a run ended between folder and gradebook."""
        return self.read(student_id).get("state") == "begun"

    def _path(self, student_id: str) -> Path:
        return self._folder / f"{student_id}.json"

    def _write(self, student_id: str, record: Mapping[str, Any]) -> None:
        path = self._path(student_id)
        beside = path.with_name(f".{path.name}.new")
        text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True)
        beside.write_text(text + "\n", encoding="utf-8")
        os.replace(beside, path)  # noqa: PTH105 - says what is meant: never half a record


def digest_files(files: Mapping[str, bytes]) -> str:
    """SHA-256 (hex) over names and contents."""
    summary = hashlib.sha256()
    for name in sorted(files):
        summary.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return summary.hexdigest()
