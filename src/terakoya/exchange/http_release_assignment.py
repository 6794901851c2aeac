"""`nbgrader release_assignment` over the network."""

from __future__ import annotations

from nbgrader.exchange.default import ExchangeReleaseAssignment
from terakoya_autograde.storage import scratch_folder

from terakoya.exchange.archives import pack_folder, read_folder
from terakoya.exchange.http_exchange import HttpExchange
from terakoya.exchange.portal_client import PortalError

__all__ = ["HttpReleaseAssignment"]


class HttpReleaseAssignment(HttpExchange, ExchangeReleaseAssignment):  # type: ignore[misc]
    """Lets a cohort's learners get an assignment from now on."""

    def ensure_root(self) -> None:
        """Nothing: there is no shared folder."""

    def init_dest(self) -> None:
        """Say where it goes."""
        course = self.require_course()
        self._place = ("cohorts", course, "assignments", str(self.coursedir.assignment_id))
        self.dest_path = self.portal.url(*self._place)

    def copy_files(self) -> None:
        """Send the folder as nbgrader would copy it."""
        what = f"{self.coursedir.course_id} {self.coursedir.assignment_id}"
        offered = self.portal.get("cohorts", self._place[1], "assignments").json()
        if any(each["assignment"] == self._place[3] and each["released"] for each in offered):
            if not self.force:
                self.fail(f"Destination already exists, add --force to overwrite: {what}")
            self.log.info(f"Overwriting files: {what}")
        self.log.info(f"Source: {self.src_path}")
        self.log.info(f"Destination: {self.dest_path}")
        with scratch_folder("release") as folder:
            copy = folder / "copy"
            self.do_copy(self.src_path, str(copy))
            content = pack_folder(read_folder(copy))
        headers = {"content-type": "application/zip"}
        query = {"force": "true"} if self.force else {}
        try:
            self.portal.ask("PUT", (*self._place, "files"), content, headers, query=query)
        except PortalError as error:
            if error.status == 409:
                self.fail(f"Destination already exists, add --force to overwrite: {what}")
            raise
        self.log.info(f"Released as: {what}")
