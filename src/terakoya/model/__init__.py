"""What things are: no reading, no writing."""

from terakoya.model.assignment import Assignment, DataFile, Ignore, Limits
from terakoya.model.cell_choice import Tag
from terakoya.model.cohort import Cohort, KeptCourse, Learner
from terakoya.model.course import Course
from terakoya.model.due import Due, DueDates, local_time, read_due
from terakoya.model.event import CHANGES, Event, EventKind, Stamp, tell_change
from terakoya.model.framework import Phase, Skill, Tier
from terakoya.model.names import is_id, is_learner_id
from terakoya.model.origin import Origin
from terakoya.model.reason import Cause, Reason
from terakoya.model.receipt import Receipt
from terakoya.model.refresher import Ask, Memory, Refresher
from terakoya.model.submission import Submission, digest_of_files
from terakoya.model.text import Text
from terakoya.model.unseen import find_unseen, has_control, mark_unseen

__all__ = ["Ask", "Assignment", "Cause", "Cohort", "Course", "DataFile"]
__all__ += ["Due", "DueDates", "Stamp", "local_time", "read_due"]
__all__ += ["CHANGES", "Event", "EventKind", "tell_change"]
__all__ += [
    "Ignore",
    "KeptCourse",
    "Learner",
    "Limits",
    "Memory",
    "Origin",
    "Phase",
    "Reason",
    "Receipt",
    "Refresher",
    "Skill",
    "Submission",
    "Tag",
    "Text",
]
__all__ += [
    "Tier",
    "digest_of_files",
    "find_unseen",
    "has_control",
    "is_id",
    "is_learner_id",
    "mark_unseen",
]
