"""What all of nbgrader's exchange classes over the network share."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import Exchange
from terakoya_autograde.storage import scratch_folder
from traitlets import Bool

from terakoya.exchange.portal_client import PortalClient, PortalError
from terakoya.language import gettext as _

__all__ = ["HttpExchange", "empty_file"]


class HttpExchange(Exchange):  # type: ignore[misc]
    """Asks the portal where nbgrader looks into a shared folder.

    nbgrader's own code goes on deciding what there is to say: it finds a folder of the exchange
    that was made, for this one command, of what the portal answered.
    """

    root: str
    cache: str
    quick = Bool(False, help="Ask once, and not again where nobody answers.").tag(config=True)

    def start(self) -> Any:
        """Do what the command is for.

        Raises:
            ExchangeError: as nbgrader's own, with the portal's sentence.
        """
        with self.room():
            try:
                return super().start()
            except PortalError as error:
                self.refuse(error)

    @contextmanager
    def room(self) -> Iterator[None]:
        """Have an empty exchange of this command's own, and somebody who asks the portal."""
        before: str = self.root
        with scratch_folder("exchange") as folder:
            self.root = str(folder)
            try:
                self.portal = self._open_portal()
                yield
            except PortalError as error:  # nobody says where it is
                self.refuse(error)
            finally:
                self.root = before

    def _open_portal(self) -> PortalClient:
        client = PortalClient.of_environment()
        return PortalClient(client.address, client.token, ()) if self.quick else client

    def refuse(self, error: PortalError) -> NoReturn:
        """End as nbgrader does, with a sentence.

        Raises:
            ExchangeError: always.
        """
        if error.status == 403:
            self.fail(f"You do not have access to this course. {error.sentence}")
        self.fail(error.sentence)
        raise AssertionError

    def ensure_root(self) -> None:
        """Nothing: there is no shared folder."""

    def require_course(self) -> str:
        """Return the cohort that is meant: the one that is named, or the only one there is.

        Raises:
            ExchangeError: none is named, and whoever asks is in none or in several.
        """
        if str(self.coursedir.course_id) == "":
            cohorts = self.who()["cohorts"]
            if len(cohorts) != 1:
                self.fail("No course id specified. Re-run with --course flag.")
            self.coursedir.course_id = cohorts[0]["id"]
        return str(self.coursedir.course_id)

    def write_time(self, moment: str) -> str:
        """Write a moment of the portal (ISO 8601) as nbgrader writes timestamps."""
        try:
            zone = ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            self.fail(f"Invalid timezone: {self.timezone}")
        at = datetime.fromisoformat(moment.replace("Z", "+00:00"))
        return str(at.astimezone(zone).strftime(self.timestamp_format))

    def _assignment_not_found(self, src_path: str, other_path: str) -> None:
        """Say where it was looked for: at the portal."""
        what = f"Assignment not found at: {self.shown(src_path)}"
        self.log.fatal(what)
        if found := glob.glob(other_path):  # noqa: PTH207 - nbgrader's pattern
            near = max(found, key=lambda path: SequenceMatcher(a=src_path, b=path).ratio())
            self.log.error("Did you mean: %s", self.shown(near))
        raise ExchangeError(what)

    def shown(self, path: str) -> str:
        """Return what stands for a path of this command's exchange: the portal's address."""
        return path.replace(self.root, self.portal.url("cohorts"), 1)

    def own_number(self) -> str:
        """Return the staff number of whoever asks; empty where there is none."""
        return str(self.who()["id"])

    def who(self) -> Any:
        """Return who is asking, and in which cohorts they are."""
        return self.portal.get("me").json()

    def whose(self) -> str:
        """Return for whom this is: whom ``--student`` names, or whoever asks.

        Raises:
            ExchangeError: what it names is no person.
        """
        named = str(self.coursedir.student_id)
        if named in ("", "*"):
            own = self.own_number()
            if not own:
                self.fail(_("Nobody hands in under this account: it is no learner's."))
            return own
        if "*" in named or "+" in named:
            self.fail(f"The student ID should contain no '*' nor '+'; got {named}")
        return named


def empty_file(*parts: str) -> None:
    """Make an empty file, and the folders above it."""
    path = Path(os.path.join(*parts))  # noqa: PTH118 - nbgrader's paths are texts
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
