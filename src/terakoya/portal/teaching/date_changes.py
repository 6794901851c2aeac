"""What a change of a due date would do, told before it is done; and how it can be put back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from terakoya.dates import LOCAL
from terakoya.delivery import DueRequest
from terakoya.errors import UsageError
from terakoya.grading import Summary
from terakoya.language import gettext as _
from terakoya.model import DueDates, Event, EventKind, Learner, Stamp, local_time, read_due

__all__ = ["DateChange", "LateChange", "list_changes", "read_moment", "tell_late_changes"]


@dataclass(frozen=True)
class LateChange:
    """Somebody whose hand-in would be late, or in time again."""

    learner: Learner
    handed_in: str
    late: bool


@dataclass(frozen=True)
class DateChange:
    """A change that was made; `day` and `time` are what puts it back, empty where there was none.

    Attributes:
        learner_ids: whose; all where there is nobody.
        name: of the one person.
    """

    at: str
    by: str
    assignment_id: str
    before: str
    after: str
    learner_ids: tuple[str, ...]
    name: str
    day: str
    time: str


def read_moment(day: str, clock: str) -> datetime | None:
    """Return the last moment that is in time; None where no day is given.

    Args:
        day: as a date field of a form has it.
        clock: as a time field has it; empty means until the day ends.

    Raises:
        UsageError: it is no day, or no time.
    """
    if not day:
        return None
    try:
        return read_due(f"{day}T{clock}" if clock else day)
    except ValueError:
        raise UsageError(
            _("“{text}” is no day and time.").format(text=f"{day} {clock}".strip()[:40]),
            remedy=_("Choose a day; the time may stay empty."),
        ) from None


def tell_late_changes(summary: Summary, request: DueRequest) -> tuple[LateChange, ...]:
    """Return whose hand-in would be late or in time by a change that is not made yet."""
    dates = _dates_after(summary.dates, request)
    found = []
    for entry in summary.entries:
        handed_in = entry.submission
        if entry.assignment_id != request.assignment_id or handed_in is None or entry.withdrawn:
            continue
        due = dates.of(entry.learner.id, entry.assignment_id)
        late = due is not None and due.is_late(handed_in.submitted_at)
        if late is not entry.late:
            found.append(LateChange(entry.learner, local_time(handed_in.submitted_at), late))
    return tuple(found)


def list_changes(
    events: Iterable[tuple[Stamp, Event]], names: Mapping[str, str], most: int = 10
) -> tuple[DateChange, ...]:
    """Return the newest changes of due dates, the newest first; `names` is id → name."""
    told = [_change(stamp, event, names) for stamp, event in events if event.kind in _KINDS]
    return tuple(told[: -most - 1 : -1])


_KINDS = (EventKind.DUE, EventKind.EXTENSION)


def _change(stamp: Stamp, event: Event, names: Mapping[str, str]) -> DateChange:
    before, after = event.before.get("due", ""), event.after.get("due", "")
    was = datetime.fromisoformat(before).astimezone(LOCAL) if before else None
    return DateChange(
        at=local_time(stamp.at),
        by=stamp.by,
        assignment_id=event.assignment_id,
        before=local_time(was),
        after=local_time(datetime.fromisoformat(after)) if after else "",
        learner_ids=(event.learner_id,) if event.learner_id else (),
        name=names.get(event.learner_id, event.learner_id),
        day=was.date().isoformat() if was else "",
        time=f"{was:%H:%M}" if was else "",
    )


def _dates_after(dates: DueDates, request: DueRequest) -> DueDates:
    """Return the due dates as they would be."""
    name, at = request.assignment_id, request.at
    if not request.learner_ids:
        others = {key: value for key, value in dates.assignments.items() if key != name}
        return replace(dates, assignments=others if at is None else others | {name: at})
    keys = {(learner, name) for learner in request.learner_ids}
    rest = {key: value for key, value in dates.extensions.items() if key not in keys}
    return replace(dates, extensions=rest if at is None else rest | dict.fromkeys(keys, at))
