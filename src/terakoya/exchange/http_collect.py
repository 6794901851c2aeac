"""`nbgrader collect` over the network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from terakoya_autograde.storage import fill_folder, new_folder

from terakoya.exchange.archives import unpack
from terakoya.exchange.http_exchange import HttpExchange
from terakoya.exchange.portal_client import MOST_FILES

__all__ = ["HttpCollect"]


class HttpCollect(HttpExchange, ExchangeCollect):  # type: ignore[misc]
    """Collects what a cohort has handed in; nbgrader chooses which of several counts."""

    def init_src(self) -> None:
        """Ask what was handed in; nbgrader finds an empty folder for each."""
        self.check_owner = False  # whose it is, the portal knows by who has logged in
        course = self.require_course()
        self._hand_ins: dict[str, Any] = {}
        inbound = Path(self.root) / course / "inbound"
        inbound.mkdir(parents=True)
        query = {"assignment": str(self.coursedir.assignment_id)}
        for each in self.portal.get("cohorts", course, "hand-ins", query=query).json():
            timestamp = self.write_time(each["received_at"])
            number = len(self._hand_ins)
            name = f"{each['learner']}+{each['assignment']}+{timestamp}+{number}"
            (inbound / name).mkdir()
            self._hand_ins[str(inbound / name)] = each | {"timestamp": timestamp}
        super().init_src()

    def do_copy(self, src: str, dest: str, log: object = None) -> None:
        """Download a hand-in, look whether it is what the portal told of, and put it in place."""
        del log
        hand_in = self._hand_ins[src]
        place = ("cohorts", hand_in["cohort"], "learners", hand_in["learner"], "hand-ins")
        answer = self.portal.get(*place, hand_in["submission"], "files", most=MOST_FILES)
        files = unpack(answer.content, hand_in["digest"])
        told = {
            "timestamp.txt": hand_in["timestamp"].encode(),
            "submission_secret.txt": str(hand_in["submission"]).encode(),
        }
        with new_folder(Path(dest)) as folder:
            fill_folder(folder, {**files, **told})
