"""Grading stands still for a moment: records and gradebooks are copied as they fit together.

Whoever copies asks for it; a resident grader hears of it after each submission, ends its run, and
goes on with a new one afterwards. Nothing of it outlives the process that asked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from terakoya_autograde.storage import InUseError, hold_alone

from terakoya.errors import GradingError
from terakoya.language import gettext as _
from terakoya.workspace import Workspace

__all__ = ["is_wanted", "standstill"]

_ASKING, _COHORT = ".standstill.lock", ".grading.lock"
_STEP = 0.05  # seconds
_GLANCE = 2.0  # seconds: graders hold the lock for a glance, to find out whether it is held


def is_wanted(workspace: Workspace) -> bool:
    """Tell whether somebody waits for graders to stand still."""
    try:
        with hold_alone(workspace.var / _ASKING):
            return False
    except InUseError:
        return True


@contextmanager
def standstill(workspace: Workspace, patience: float) -> Iterator[None]:
    """Let nobody grade in the block.

    Args:
        patience: seconds to wait for those that do.

    Raises:
        GradingError: somebody still grades then, or another one has grading stand still.
    """
    deadline = time.monotonic() + patience
    folder = workspace.var / "cohorts"
    with ExitStack() as stack:
        _hold(stack, workspace.var / _ASKING, max(deadline, time.monotonic() + _GLANCE))
        for cohort in sorted(folder.iterdir()) if folder.is_dir() else ():
            if cohort.is_dir():
                _hold(stack, cohort / _COHORT, deadline)
        yield


def _hold(stack: ExitStack, path: Path, deadline: float) -> None:
    while True:
        try:
            stack.enter_context(hold_alone(path))
        except InUseError as error:
            if time.monotonic() < deadline:
                time.sleep(_STEP)
                continue
            if path.name == _ASKING:
                raise GradingError(
                    _("Another backup is being made."),
                    remedy=_("Wait until that has ended, then run the command again."),
                ) from error
            raise GradingError(
                _("The cohort is being graded by another command."),
                where=path.parent.name,
                remedy=_("Wait until that has ended, then run the command again."),
            ) from error
        else:
            return
