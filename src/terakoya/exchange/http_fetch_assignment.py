"""`nbgrader fetch_assignment` over the network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from nbgrader.exchange.default import ExchangeFetchAssignment
from terakoya_autograde.storage import fill_folder, make_file, new_folder

from terakoya.exchange.archives import unpack
from terakoya.exchange.http_exchange import HttpExchange, empty_file
from terakoya.exchange.portal_client import MOST_FILES

__all__ = ["HttpFetchAssignment"]


class HttpFetchAssignment(HttpExchange, ExchangeFetchAssignment):  # type: ignore[misc]
    """Fetches an assignment: whole, or not at all; what a learner has is never overwritten."""

    def init_src(self) -> None:
        """Ask what is offered; nbgrader finds one folder for each of it."""
        course = self.require_course()
        offered = self.portal.get("cohorts", course, "assignments").json()
        for each in offered:
            empty_file(self.root, course, "outbound", each["assignment"], ".there")
        super().init_src()

    def copy_files(self) -> None:
        """Download it, look whether it is what was offered, and put it in its place."""
        place = ("cohorts", self.coursedir.course_id, "assignments", self.coursedir.assignment_id)
        self.log.info(f"Source: {self.portal.url(*place)}")
        self.log.info(f"Destination: {self.dest_path}")
        answer = self.portal.get(*place, "files", most=MOST_FILES)
        files = unpack(answer.content, answer.headers.get("x-terakoya-digest", ""))
        self._place(self._wanted(files))
        self.log.info(f"Fetched as: {self.coursedir.course_id} {self.coursedir.assignment_id}")

    def _wanted(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """Leave out what `CourseDirectory.ignore` names, as nbgrader does."""
        ignore = shutil.ignore_patterns(*self.coursedir.ignore)
        return {
            name: content
            for name, content in files.items()
            if not any(ignore("", [part]) for part in name.split("/"))
        }

    def _place(self, files: Mapping[str, bytes]) -> None:
        folder = Path(self.dest_path)
        if os.path.lexists(folder):
            self._add_missing(folder, files)
            return
        with new_folder(folder) as made:
            fill_folder(made, files)
            if os.path.lexists(folder):  # since a moment: it is the learner's
                self.fail(f"You already have a copy of the assignment in this directory: {folder}")

    def _add_missing(self, folder: Path, files: Mapping[str, bytes]) -> None:
        """Bring back what is not there any more, each file whole; nothing else is touched."""
        for name, content in sorted(files.items()):
            path = folder / name
            if os.path.lexists(path):
                continue
            shown = os.path.relpath(path)
            if not path.parent.is_dir():
                above = os.path.relpath(path.parent)
                self.log.warning(f"Creating missing directory '{above}'")
            self.log.warning(f"Replacing missing file '{shown}'")
            make_file(path, content)
