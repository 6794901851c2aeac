"""Learners' calendars: a secret address for each, and what a calendar program reads there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.portal.refreshers.practice_list import read_practice_list
from terakoya.records import (
    Database,
    ItemKey,
    find_calendar_owner,
    list_cohorts,
    read_calendar_issue,
    set_calendar_issue,
)
from terakoya.refresh import CalendarEntry, DueItem, make_calendar, read_secret
from terakoya.workspace import Workspace

__all__ = ["Calendars"]


class Calendars:
    """The calendars of a workspace's learners. Who knows an address may read that calendar."""

    def __init__(
        self, workspace: Workspace, database: Database, clock: Callable[[], datetime]
    ) -> None:
        self.workspace, self.database, self.clock = workspace, database, clock
        self._secret = read_secret(workspace.var)

    def address(self, learner_id: str) -> str | None:
        """Return the secret part of a learner's calendar address, if there is one."""
        with self.database.reading() as session:
            issue = read_calendar_issue(session, learner_id)
        return None if issue is None else self._secret.calendar_token(learner_id, issue)

    def renew(self, learner_id: str) -> None:
        """Make a calendar address; an older one stops working."""
        with self.database.session() as session:
            issue = (read_calendar_issue(session, learner_id) or 0) + 1
            token = self._secret.calendar_token(learner_id, issue)
            set_calendar_issue(session, learner_id, issue, token, self.clock())

    def read(self, token: str, site: str) -> bytes | None:
        """Return the calendar of an address; None where it is nobody's."""
        with self.database.reading() as session:
            learner_id = find_calendar_owner(session, token)
        return None if learner_id is None else self.make(learner_id, site)

    def make(self, learner_id: str, site: str = "") -> bytes:
        """Return one learner's calendar, over all cohorts; it names no person and no result."""
        with self.database.reading() as session:
            cohorts = [entry.id for entry in list_cohorts(session)]
        planned: dict[ItemKey, CalendarEntry] = {}
        for cohort_id in cohorts:
            practice = read_practice_list(
                self.workspace, self.database, self.clock(), cohort_id, learner_id
            )
            for entry in practice.due if practice else ():
                if practice is not None and entry.planned_on is not None:
                    title = practice.assignments[entry.key.assignment_id].title
                    planned[entry.key] = self._event(
                        entry, title.in_language(current_language()), site
                    )
        return make_calendar(planned.values(), _("Refreshers"), self.clock())

    def _event(self, entry: DueItem, title: str, site: str) -> CalendarEntry:
        assert entry.planned_on is not None  # noqa: S101 - asked before
        key = entry.key
        return CalendarEntry(
            name=self._secret.event_name(key.learner_id, key.assignment_id, key.item_id),
            day=entry.planned_on,
            summary=_("Refresher (10 minutes): {title}").format(title=title),
            description=_("Open your list of refreshers and answer one question."),
            url=site,
        )
