"""Source notebook → quality check → release.

Names are imported when they are first used: whoever reads answers need not wait for nbgrader.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.authoring.check_group import CheckGroup
    from terakoya.authoring.finding import Finding, Found, Place, Severity
    from terakoya.authoring.quality import (
        Report,
        check_assignment,
        count_trials,
        examine,
        report_unreadable,
    )
    from terakoya.authoring.registry import Registry, group_names, read_registry
    from terakoya.authoring.releasing import Difference, compare_release, make_release
    from terakoya.authoring.rule import Check, Rule, Work
    from terakoya.authoring.saved_outputs import clear_outputs
    from terakoya.authoring.selection import Selection
    from terakoya.authoring.subject import AuthorCell, Subject, read_subject
    from terakoya.authoring.written_answers import (
        Answer,
        answer_cells,
        put_answers,
        read_answers,
        suggest_answers,
    )

__all__ = [
    "Answer",
    "AuthorCell",
    "Check",
    "CheckGroup",
    "Difference",
    "Finding",
    "Found",
    "Place",
    "Registry",
    "Report",
    "Rule",
    "Selection",
    "Severity",
    "Subject",
    "Work",
    "answer_cells",
    "check_assignment",
    "clear_outputs",
    "compare_release",
    "count_trials",
    "examine",
    "group_names",
    "make_release",
    "put_answers",
    "read_answers",
    "read_registry",
    "read_subject",
    "report_unreadable",
    "suggest_answers",
]

__getattr__ = import_when_used(
    __name__,
    {
        "written_answers": "Answer answer_cells put_answers read_answers suggest_answers",
        "check_group": "CheckGroup",
        "finding": "Finding Found Place Severity",
        "saved_outputs": "clear_outputs",
        "quality": "Report check_assignment count_trials examine report_unreadable",
        "registry": "Registry group_names read_registry",
        "releasing": "Difference compare_release make_release",
        "rule": "Check Rule Work",
        "selection": "Selection",
        "subject": "AuthorCell Subject read_subject",
    },
)
