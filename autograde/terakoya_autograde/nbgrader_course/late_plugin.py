"""nbgrader's plugin for late submissions, as a course's configuration names it."""

from __future__ import annotations

from pathlib import Path

from terakoya_autograde.errors import AssignmentError
from terakoya_autograde.nbgrader_course.gradebook_writer import Penalty
from terakoya_autograde.notebooks.configuration import load_config

__all__ = ["read_late_plugin"]

_NAMES = ("AssignLatePenalties", "LateSubmissionPlugin")


def read_late_plugin(config: Path | None) -> Penalty | None:
    """Return what the configured plugin takes off; None where nothing is configured.

    nbgrader's own plugin takes nothing off by itself, so that is the same as none.

    Raises:
        AssignmentError: the configuration cannot be run, or the plugin cannot be loaded.
    """
    settings = load_config(config)
    if not any(settings.get(name) for name in _NAMES):
        return None
    # nbgrader's preprocessors take a second to load, for who has configured one only
    from nbgrader.preprocessors import AssignLatePenalties  # noqa: PLC0415

    try:
        step = AssignLatePenalties(config=settings)
        step.init_plugin()
    except Exception as error:  # the plugin is the office's own Python: anything may happen in it
        raise AssignmentError(f"the plugin for late submissions: {error}") from error
    penalty: Penalty = step.plugin_inst.late_submission_penalty
    return penalty
