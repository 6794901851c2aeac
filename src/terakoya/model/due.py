"""Until when an assignment is to be handed in: by everybody of a cohort, and by one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from terakoya.dates import LOCAL, write_moment
from terakoya.model.hand_in_rules import CohortRules

__all__ = ["Due", "DueDates", "local_time", "read_due"]

_YEARS = range(2000, 2200)


@dataclass(frozen=True)
class Due:
    """Until when one person has to hand in.

    Attributes:
        at: the last moment that is in time, as `read_due` returns it.
        extended: whether this person has longer than the others.
        grace: after it, in which a hand-in is still in time.
    """

    at: datetime
    extended: bool = False
    grace: timedelta = timedelta(0)

    @property
    def last(self) -> datetime:
        """The last moment that is in time, with the grace."""
        return self.at + self.grace

    def is_late(self, handed_in: datetime) -> bool:
        """Tell whether what was handed in then came too late."""
        return handed_in > self.last

    def seconds_late(self, handed_in: datetime) -> float:
        """Return how late it was, counted from the end of the grace; 0 where it was in time."""
        return max(0.0, (handed_in - self.last).total_seconds())


@dataclass(frozen=True)
class DueDates:
    """A cohort's due dates by assignment, extensions by (learner, assignment), and its rules."""

    assignments: Mapping[str, datetime] = field(default_factory=dict)
    extensions: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    rules: CohortRules = field(default_factory=CohortRules)

    def of(self, learner_id: str, assignment_id: str) -> Due | None:
        """Return one person's due date; None where the assignment has none.

        An extension never shortens: where all have got longer since, that counts.
        """
        at = self.assignments.get(assignment_id)
        if at is None:
            return None
        own = self.extensions.get((learner_id, assignment_id))
        grace = timedelta(minutes=self.rules.of(assignment_id).grace)
        if own is not None and own > at:
            return Due(own, extended=True, grace=grace)
        return Due(at, grace=grace)


def read_due(text: str) -> datetime:
    """Return the last moment of a day or of a minute, in UTC.

    Args:
        text: ``2027-05-14`` means until that day ends, ``2027-05-14T17:00`` until that minute does,
            by the clocks of `LOCAL`. So nobody is late at a minute that was still allowed.

    Raises:
        ValueError: it is neither, or of a year in which nobody hands in anything.
    """
    try:
        moment = datetime.combine(date.fromisoformat(text), time(23, 59))
    except ValueError:
        moment = datetime.fromisoformat(text)
    if moment.year not in _YEARS:
        raise ValueError(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=LOCAL)
    return moment.replace(second=59, microsecond=999_999).astimezone(UTC)


def local_time(moment: datetime | None) -> str:
    """Write a moment to the minute, as clocks of `LOCAL` show it; empty for None."""
    return "" if moment is None else write_moment(moment.astimezone(LOCAL))
