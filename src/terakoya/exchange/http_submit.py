"""`nbgrader submit` over the network."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeSubmit
from terakoya_autograde.storage import fill_folder, new_folder, scratch_folder

from terakoya.exchange.archives import pack_folder, read_folder
from terakoya.exchange.http_exchange import HttpExchange, empty_file
from terakoya.language import gettext as _

__all__ = ["HttpSubmit"]

RECEIPT = "receipt.json"
"""Beside the copy of what was handed in."""


class HttpSubmit(HttpExchange, ExchangeSubmit):  # type: ignore[misc]
    """Hands in an assignment's folder, and keeps its receipt beside nbgrader's copy.

    Attributes:
        taken: the portal's answer, once it has taken it.
    """

    taken: Any = None

    def init_src(self) -> None:
        """Find the folder, which may lie in that of the cohort."""
        self.require_course()
        super().init_src()

    def init_dest(self) -> None:
        """Find out for whom this is."""
        course = self.require_course()
        self.cache_path = str(Path(self.cache) / course)
        self._learner = self.whose()

    def init_release(self) -> None:
        """Ask what was released; nbgrader compares names with a folder of empty files."""
        course, assignment = self.require_course(), self.coursedir.assignment_id
        offered = {
            each["assignment"]: each
            for each in self.portal.get("cohorts", course, "assignments").json()
        }
        self.release_path = str(Path(self.root) / course / "outbound" / assignment)
        if assignment not in offered:
            self.fail(f"Assignment not found: {self.shown(self.release_path)}")
        for name in offered[assignment]["files"]:
            empty_file(self.release_path, name)

    def copy_files(self) -> None:
        """Send a copy of the folder as it is now, and keep the same copy with the receipt."""
        self.init_release()
        place = ("cohorts", self.coursedir.course_id, "assignments", self.coursedir.assignment_id)
        self.log.info(f"Source: {self.src_path}")
        self.log.info(f"Destination: {self.portal.url(*place, 'hand-ins')}")
        self.check_filename_diff()
        with scratch_folder("hand-in") as folder:
            copy = folder / "copy"
            self.do_copy(self.src_path, str(copy))
            files = read_folder(copy)
        taken = self._send((*place, "hand-ins"), files)
        receipt = taken["receipt"]
        self._require_whole(receipt, files)
        self.taken = taken
        self.timestamp = self.write_time(receipt["received_at"])
        self._keep_copy(receipt, files)
        self._tell(taken)

    def _send(self, place: tuple[str, ...], files: Mapping[str, bytes]) -> Any:
        """Send it; where nobody answers it is sent again, and is the same hand-in."""
        headers = {"content-type": "application/zip", "idempotency-key": secrets.token_hex(16)}
        named = {"learner": self._learner}
        return self.portal.ask("POST", place, pack_folder(files), headers, query=named).json()

    def _require_whole(self, receipt: Any, files: Mapping[str, bytes]) -> None:
        """Make sure that the receipt is for what was sent."""
        for name, sha256 in receipt["files"].items():
            if name in files and hashlib.sha256(files[name]).hexdigest() != sha256:
                self.fail(
                    _("The receipt is for another {name}: hand it in again.").format(name=name)
                )

    def _keep_copy(self, receipt: Any, files: Mapping[str, bytes]) -> None:
        """Keep a copy where nbgrader's lists look for it; the receipt does not depend on it."""
        whose = f"{receipt['learner']}+{receipt['assignment']}+{self.timestamp}"
        told = {
            "timestamp.txt": self.timestamp.encode(),
            RECEIPT: json.dumps(receipt, indent=2).encode(),
        }
        try:
            with new_folder(Path(self.cache_path) / whose) as folder:
                fill_folder(folder, {**files, **told})
        except OSError as error:
            self.log.warning(f"No copy is kept in {self.cache_path}: {error.strerror}")

    def _tell(self, taken: Any) -> None:
        receipt = taken["receipt"]
        for each in taken["left_out"]:
            self.log.warning(f"Not used: {each['name']}: {each['why']}")
        for name in taken["kept"]:
            self.log.warning(
                _("Not in this hand-in, taken from the one before: {name}").format(name=name)
            )
        if not taken["new"]:
            self.log.info(_("The same was handed in before; that counts."))
        if receipt["late"]:
            self.log.warning(_("This is late: the due date has passed."))
        words = _("Receipt {number}, digest {digest}").format(
            number=receipt["number"], digest=receipt["digest"][:16]
        )
        self.log.info(words)
        place = f"{self.coursedir.course_id} {self.coursedir.assignment_id}"
        self.log.info(f"Submitted as: {place} {self.timestamp}")
