"""The words of a notice, in the language of the moment: a subject, and lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.model import Cohort, local_time
from terakoya.model.notice import Notice, NoticeKind
from terakoya.records import Database, find_cohort
from terakoya.records.cohort_records import find_cohorts
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import assignment_title

__all__ = ["NoticeText", "NoticeWriter"]


@dataclass(frozen=True)
class NoticeText:
    """A notice as people read it."""

    subject: str
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """Subject and lines, as one text."""
        return "\n".join((self.subject, *self.lines))


@dataclass(frozen=True)
class NoticeWriter:
    """Writes notices; it looks titles up, so that they are as they are now."""

    workspace: Workspace
    database: Database

    def write(self, notice: Notice, session: Session | None = None) -> NoticeText:
        """Return the words of a notice; of a cohort or an assignment that is gone, its id."""
        if session is not None:
            return self._write(notice, find_cohort(session, notice.cohort_id))
        with self.database.reading() as reading:
            return self._write(notice, find_cohort(reading, notice.cohort_id))

    def write_all(self, notices: Sequence[Notice], session: Session) -> tuple[NoticeText, ...]:
        """Return the words of many notices, in their order; each cohort is looked up once."""
        cohorts = find_cohorts(session, [one.cohort_id for one in notices])
        return tuple(self._write(one, cohorts.get(one.cohort_id)) for one in notices)

    def _write(self, notice: Notice, cohort: Cohort | None) -> NoticeText:
        title = cohort.title if cohort is not None else notice.cohort_id
        if notice.kind in (NoticeKind.DUE, NoticeKind.OVERDUE):
            return self._list_due(notice, title, cohort)
        return _WORDS[notice.kind](notice, title)

    def _list_due(self, notice: Notice, title: str, cohort: Cohort | None) -> NoticeText:
        is_over = notice.kind is NoticeKind.OVERDUE
        subject = _("Please hand in soon: {title}")
        if is_over:
            subject = _("Not handed in in time: {title}")
        lines = [
            _("{assignment}: until {due}").format(
                assignment=self._title(cohort, str(one["assignment"])),
                due=local_time(datetime.fromisoformat(str(one["due"]))),
            )
            for one in notice.data.get("items", ())
        ]
        return NoticeText(subject.format(title=title), tuple(lines))

    def _title(self, cohort: Cohort | None, name: str) -> str:
        if cohort is None:
            return name
        found = assignment_title(self.workspace, cohort, name)
        return found.in_language(current_language())


def _decide(notice: Notice, _title: str) -> NoticeText:
    count = int(notice.data.get("count", 0))
    subject = _("Applications wait for your decision: {count}").format(count=count)
    return NoticeText(subject, (_("Please agree or refuse on the site."),))


def _refresh(notice: Notice, title: str) -> NoticeText:
    subject = _("Refreshers are due: {title}").format(title=title)
    count = int(notice.data.get("count", 0))
    line = _("Due now: {count}. Each one takes about ten minutes.").format(count=count)
    return NoticeText(subject, (line,))


def _agreed(_notice: Notice, title: str) -> NoticeText:
    subject = _("Your superior has agreed: {title}").format(title=title)
    line = _("All seats are taken now. You are on the waiting list, and will be told.")
    return NoticeText(subject, (line,))


def _refused(notice: Notice, title: str) -> NoticeText:
    subject = _("Your application was not agreed to: {title}").format(title=title)
    line = _("Reason: {reason}").format(reason=notice.data.get("reason", ""))
    return NoticeText(subject, (line,))


def _seat(_notice: Notice, title: str) -> NoticeText:
    subject = _("You take part: {title}").format(title=title)
    return NoticeText(subject, (_("A seat is yours. Your assignments are on the site."),))


_WORDS: dict[NoticeKind, Callable[[Notice, str], NoticeText]] = {
    NoticeKind.DECIDE: _decide,
    NoticeKind.REFRESH: _refresh,
    NoticeKind.AGREED: _agreed,
    NoticeKind.REFUSED: _refused,
    NoticeKind.SEAT: _seat,
}
