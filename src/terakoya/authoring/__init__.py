"""Source notebook → quality check → release."""

from terakoya.authoring.answers import Answer, answer_cells, put_answers, read_answers
from terakoya.authoring.quality import Finding, check_assignment, check_names
from terakoya.authoring.release import Difference, compare_release, make_release

__all__ = ["Answer", "Difference", "Finding", "answer_cells", "check_assignment", "check_names"]
__all__ += ["compare_release", "make_release", "put_answers", "read_answers"]
