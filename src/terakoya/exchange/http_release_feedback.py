"""`nbgrader release_feedback` over the network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeReleaseFeedback
from nbgrader.utils import parse_utc

from terakoya.exchange.http_exchange import HttpExchange
from terakoya.language import gettext as _

__all__ = ["HttpReleaseFeedback"]


class HttpReleaseFeedback(HttpExchange, ExchangeReleaseFeedback):  # type: ignore[misc]
    """Gives learners the pages that `nbgrader generate_feedback` has made."""

    def init_dest(self) -> None:
        """Ask what was handed in."""
        course = self.require_course()
        query = {"assignment": str(self.coursedir.assignment_id)}
        self.dest_path = self.portal.url("cohorts", course, "hand-ins")
        self._hand_ins = self.portal.get("cohorts", course, "hand-ins", query=query).json()

    def copy_files(self) -> None:
        """Send each page to the hand-in that it is about."""
        excluded = {*str(self.coursedir.student_id_exclude).split(",")} - {""}
        above, _star, below = str(self.src_path).partition("*")
        for page in sorted(self._pages(Path(above), below)):
            learner = self._learner_of(page)
            if learner is None or learner in excluded:
                self.log.debug(f"Skipping student '{learner}'")
                continue
            self._give(learner, page)

    def _pages(self, above: Path, below: str) -> list[Path]:
        """Return the pages of everybody, or of one person."""
        if not below:
            return list(above.glob("*.html"))
        return list(above.glob(f"*{below}/*.html"))

    def _learner_of(self, page: Path) -> str | None:
        named = self.coursedir.format_path(
            self.coursedir.feedback_directory,
            "(?P<student_id>.*)",
            self.coursedir.assignment_id,
            escape=True,
        )
        found = re.match(rf"{named}/[^/]*\.html", str(page))
        if found is None:
            self.log.error(f"Could not match '{page}' with regexp '{named}'")
        return found["student_id"] if found else None

    def _give(self, learner: str, page: Path) -> None:
        timestamp = (page.parent / "timestamp.txt").read_text(encoding="utf-8").strip()
        what = f"{self.coursedir.course_id}/{self.coursedir.assignment_id}/{page.stem}"
        hand_in = self._find(learner, timestamp)
        if hand_in is None:
            told = _("Nothing was handed in by {learner} at {timestamp}.")
            self.log.error(told.format(learner=learner, timestamp=timestamp))
            return
        self.log.info(
            f"Releasing feedback for student '{learner}' on assignment '{what}' ({timestamp})"
        )
        place = ("cohorts", hand_in["cohort"], "learners", learner, "hand-ins")
        whole = (*place, hand_in["submission"], "feedback", page.stem)
        self.portal.ask("PUT", whole, page.read_bytes(), {"content-type": "text/html"})
        self.log.info(f"Feedback released to: {self.portal.url(*whole)}")

    def _find(self, learner: str, timestamp: str) -> Any:
        """Return the hand-in of that moment."""
        at = parse_utc(timestamp)
        for each in reversed(self._hand_ins):
            same = parse_utc(self.write_time(each["received_at"])) == at
            if each["learner"] == learner and same:
                return each
        return None
