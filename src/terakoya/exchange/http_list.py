"""`nbgrader list` over the network, and JupyterLab's list of assignments."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeList
from nbgrader.utils import notebook_hash

from terakoya.exchange.http_exchange import HttpExchange, empty_file
from terakoya.language import gettext as _

__all__ = ["HttpList"]


class HttpList(HttpExchange, ExchangeList):  # type: ignore[misc]
    """Lists what is offered and what was handed in.

    What was handed in comes from the portal also where nbgrader would look into its own copies: a
    receipt is shown wherever somebody logs in.
    """

    def init_dest(self) -> None:
        """Ask, and lay out what there is as nbgrader's own list reads it."""
        self._receipts: dict[str, Any] = {}
        for cohort in self._cohorts():
            if self.inbound or self.cached:
                self._lay_out_hand_ins(cohort)
            else:
                self._lay_out_offered(cohort["id"])
        with self._copies_here():
            super().init_dest()

    def parse_assignments(self) -> list[dict[str, Any]]:
        """Return what nbgrader finds, with the places that stay."""
        with self._copies_here():
            found: list[dict[str, Any]] = super().parse_assignments()
        for each in found:
            for info in each.get("submissions", [each]):
                self._put_right(info)
        return found

    def remove_files(self) -> list[dict[str, Any]]:
        """Offer assignments no more; what was handed in stays.

        Raises:
            ExchangeError: it is about what was handed in.
        """
        if self.inbound or self.cached:
            self.fail(_("What was handed in is kept, and its receipt with it."))
        found = self.parse_assignments()
        self.log.info("Removing released assignments:")
        for info in found:
            self.log.info(self.format_outbound_assignment(info))
            place = ("cohorts", info["course_id"], "assignments", info["assignment_id"])
            self.portal.ask("DELETE", place)
        return found

    def _cohorts(self) -> list[dict[str, Any]]:
        """Return the cohorts that are asked for, of those in which whoever asks is.

        Raises:
            ExchangeError: the one that is named is none of them.
        """
        who = self.who()
        self._own = str(who["id"])
        named = str(self.coursedir.course_id)
        return [each for each in who["cohorts"] if named in ("", each["id"])]

    def _is_meant(self, assignment: str) -> bool:
        return str(self.coursedir.assignment_id) in ("", assignment)

    def _lay_out_offered(self, cohort: str) -> None:
        for each in self.portal.get("cohorts", cohort, "assignments").json():
            if self._is_meant(each["assignment"]):
                for name in each["notebooks"]:
                    place = (self.root, cohort, "outbound", each["assignment"])
                    empty_file(*place, f"{name}.ipynb")

    def _lay_out_hand_ins(self, cohort: dict[str, Any]) -> None:
        named = str(self.coursedir.student_id)
        query = {}
        if self.cached or not cohort["teaches"]:
            query["learner"] = self._own
        elif named not in ("", "*"):
            query["learner"] = named
        if query.get("learner") == "":
            return  # whoever hands in nothing has nothing there
        for each in self.portal.get("cohorts", cohort["id"], "hand-ins", query=query).json():
            if self._is_meant(each["assignment"]):
                self._lay_out(cohort["id"], each)

    def _lay_out(self, cohort: str, hand_in: Any) -> None:
        """Make one hand-in as nbgrader's exchange has it: notebooks, a secret, and feedback."""
        timestamp = self.write_time(hand_in["received_at"])
        name = f"{hand_in['learner']}+{hand_in['assignment']}+{timestamp}"
        above = Path(self.root) / "cache" if self.cached else Path(self.root) / cohort / "inbound"
        folder = above / cohort / name if self.cached else above / f"{name}+{len(self._receipts)}"
        self._receipts[str(folder)] = hand_in
        folder.mkdir(parents=True, exist_ok=True)
        for file in hand_in["files"]:
            if file.endswith(".ipynb") and "/" not in file:
                (folder / file).touch()
        (folder / "submission_secret.txt").write_text(str(hand_in["submission"]))
        for page in hand_in["feedback"]:
            self._lay_out_feedback(cohort, hand_in, page, timestamp)

    def _lay_out_feedback(self, cohort: str, hand_in: Any, page: Any, timestamp: str) -> None:
        """Stand in for a page: for the one that is here already with that one's own content."""
        key = notebook_hash(secret=str(hand_in["submission"]), notebook_id=page["notebook"])
        course = cohort if self.path_includes_course else ""
        local = Path(self.assignment_dir) / course / hand_in["assignment"] / "feedback" / timestamp
        here = local / f"{page['notebook']}.html"
        content = page["sha256"].encode()
        if here.is_file() and hashlib.sha256(here.read_bytes()).hexdigest() == page["sha256"]:
            content = here.read_bytes()
        path = Path(self.root) / cohort / "feedback" / f"{key}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    @contextmanager
    def _copies_here(self) -> Iterator[None]:
        """Let nbgrader find the copies of what was handed in as the portal tells of it."""
        before: str = self.cache
        self.cache = str(Path(self.root) / "cache")
        try:
            yield
        finally:
            self.cache = before

    def _put_right(self, info: dict[str, Any]) -> None:
        """Replace places of this command's exchange by those that stay, and add the receipt."""
        hand_in = self._receipts.get(info["path"])
        if hand_in is not None:
            info |= {"receipt": hand_in["number"], "digest": hand_in["digest"]}
            info |= {"late": hand_in["late"], "state": hand_in["state"]}
        here = str(Path(self.root) / "cache")
        for place in (info, *info["notebooks"]):
            path = place["path"]
            if path.startswith(here):
                place["path"] = path.replace(here, self.cache, 1)
            elif path.startswith(self.root):
                place["path"] = self.shown(path)
