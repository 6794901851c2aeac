"""`terakoya grade --watch`: what is handed in is graded as soon as it comes."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from types import FrameType

from terakoya.cli.console import say, warn
from terakoya.cli.grade_report import label_of
from terakoya.cli.session import Session
from terakoya.grading import Graded
from terakoya.grading.resident_grader import Resident, ResidentSettings
from terakoya.language import gettext as _
from terakoya.model import Cohort

__all__ = ["watch"]


def watch(session: Session, cohort: str | None, workers: int, *, sandbox: bool) -> None:
    """Grade until Ctrl-C or SIGTERM, then end with what is being graded kept.

    Args:
        cohort: the only one; all where none is named.

    Raises:
        GradingError: another such grader is at work here.
    """

    def tell(where: Cohort, graded: Graded) -> None:
        say(f"{where.id}/{label_of(graded)}")

    resident = Resident(
        session.workspace,
        session.database,
        lambda: datetime.now(UTC),
        ResidentSettings(workers, cohort, sandbox),
        tell=tell,
        say=warn,
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        resident.stop()

    before = [signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)]
    say(_("Waiting for what is handed in; Ctrl-C ends it."))
    try:
        resident.work()
    finally:
        for number, handler in zip((signal.SIGINT, signal.SIGTERM), before, strict=True):
            signal.signal(number, handler)
