"""Nobody is called late by a date that says when their work was downloaded.

Moodle and Canvas date what is in their zips by the moment of the download. Whoever collects after a
due date would find everybody late, and a submission is never changed afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from terakoya.delivery.layouts import is_called_late, is_dated_by_download
from terakoya.delivery.reception import Found
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, DueDates
from terakoya.records import Database, latest_submissions

if TYPE_CHECKING:
    from terakoya.delivery.collecting import Taken

__all__ = ["require_true_dates"]


def require_true_dates(
    database: Database,
    cohort: Cohort,
    dates: DueDates,
    hand_ins: Iterable[tuple[Taken, Sequence[Found]]],
) -> None:
    """Make sure that no new hand-in is late by the date of its download.

    Raises:
        UsageError: some would be; nothing of the source is taken then.
    """
    if not dates.assignments:
        return
    with database.reading() as session:
        known = {
            (one.learner_id, one.assignment_id): one.files.items()
            for one in latest_submissions(session, cohort.id)
        }
    doubtful = [
        taken
        for taken, files in hand_ins
        if taken.late
        and _is_blind(files)
        and _is_new(files, known.get((taken.learner_id, taken.assignment_id), ()))
    ]
    if doubtful:
        raise UsageError(
            _(
                "These files are dated by their download, and {n} of them after the due date: "
                "nobody knows who was late. Nothing was taken."
            ).format(n=len(doubtful)),
            remedy=_(
                "Say until when they were handed in with --handed-in 2027-05-14; --handed-in file "
                "takes the dates as they are."
            ),
        )


def _is_new(files: Sequence[Found], known: Collection[tuple[str, str]]) -> bool:
    return any((each.file, each.stored.sha256) not in known for each in files)


def _is_blind(files: Sequence[Found]) -> bool:
    """Tell whether the files' names are of a system that hides when they were handed in."""
    names = [each.origin.text for each in files]
    return any(map(is_dated_by_download, names)) and not any(map(is_called_late, names))
