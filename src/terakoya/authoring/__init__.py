"""Source notebook → quality check → release.

Names are imported when they are first used: whoever reads answers need not wait for nbgrader.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.authoring.answers import (
        Answer,
        answer_cells,
        put_answers,
        read_answers,
        suggest_answers,
    )
    from terakoya.authoring.checks import check_names
    from terakoya.authoring.outputs import clear_outputs
    from terakoya.authoring.quality import Finding, check_assignment, count_trials
    from terakoya.authoring.release import Difference, compare_release, make_release

__all__ = ["Answer", "Difference", "Finding", "answer_cells", "check_assignment", "check_names"]
__all__ += ["clear_outputs", "suggest_answers"]
__all__ += ["compare_release", "count_trials", "make_release", "put_answers", "read_answers"]

__getattr__ = import_when_used(
    __name__,
    {
        "answers": "Answer answer_cells put_answers read_answers suggest_answers",
        "checks": "check_names",
        "outputs": "clear_outputs",
        "quality": "Finding check_assignment count_trials",
        "release": "Difference compare_release make_release",
    },
)
