"""Whether verdicts may be remembered of a version, and an executor that does so."""

from __future__ import annotations

from functools import partial

from terakoya_autograde.model import Reuse
from terakoya_autograde.preparations.clock import asks_for_the_time, measures_time
from terakoya_autograde.protection import Instructor, passes_in_order
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.verdicts import Verdicts

__all__ = ["remember_verdicts"]


def remember_verdicts(executor: WarmExecutor, instructor: Instructor, reuse: Reuse) -> WarmExecutor:
    """Return an executor that runs no check twice on the same answers; the same where none may.

    What asks for the time or measures how long something takes may say something else of the same
    answers; without a sandbox, learners' code could change what is remembered.
    """
    code = instructor.sources.values(), instructor.files
    if not reuse.verdicts or not executor.is_sandboxed:
        return executor
    if asks_for_the_time(*code) or measures_time(*code):
        return executor
    return executor.with_verdicts(
        Verdicts(reuse.verified, reuse.after), partial(passes_in_order, instructor)
    )
