"""`nbgrader fetch_feedback` over the network."""

from __future__ import annotations

import hashlib
from pathlib import Path

from nbgrader.exchange.default import ExchangeFetchFeedback
from terakoya_autograde.storage import write_file

from terakoya.exchange.http_exchange import HttpExchange
from terakoya.exchange.portal_client import PortalError
from terakoya.language import gettext as _

__all__ = ["HttpFetchFeedback"]

_MOST_PAGE = 100 * 2**20


class HttpFetchFeedback(HttpExchange, ExchangeFetchFeedback):  # type: ignore[misc]
    """Fetches the pages of feedback on what was handed in, each whole."""

    def init_src(self) -> None:
        """Ask what there is of each hand-in."""
        course, learner = self.require_course(), self.whose()
        named = str(self.coursedir.assignment_id)
        query = {"learner": learner} | ({"assignment": named} if named else {})
        self.src_path = self.portal.url("cohorts", course, "hand-ins")
        self.feedback_files = []
        for hand_in in self.portal.get("cohorts", course, "hand-ins", query=query).json():
            timestamp = self.write_time(hand_in["received_at"])
            pages = {page["notebook"]: page["sha256"] for page in hand_in["feedback"]}
            for file in hand_in["files"]:
                if not file.endswith(".ipynb") or "/" in file:
                    continue
                notebook = file.removesuffix(".ipynb")
                what = f"'{course}/{hand_in['assignment']}/{notebook}' submitted at {timestamp}"
                if notebook not in pages:
                    self.log.warning(f"Could not find feedback for {what}")
                    continue
                self.log.info(f"Found feedback for {what}")
                place = ("cohorts", course, "learners", learner, "hand-ins")
                page = (*place, hand_in["submission"], "feedback", notebook)
                self.feedback_files.append((notebook, timestamp, (page, pages[notebook])))

    def do_copy(self, src: str, dest: str) -> None:
        """Download each page, and put it in its place."""
        del src
        for notebook, timestamp, (place, sha256) in self.feedback_files:
            content = self.portal.get(*place, most=_MOST_PAGE).content
            if hashlib.sha256(content).hexdigest() != sha256:
                raise PortalError(_("The page was made anew just now."), remedy=_("Try again."))
            path = Path(dest) / timestamp / f"{notebook}.html"
            write_file(path, content)
            self.log.info(f"Fetched feedback: {path}")
