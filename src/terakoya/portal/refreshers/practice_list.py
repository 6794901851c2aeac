"""What there is to practise: the items of a cohort's course, and where each learner stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from terakoya.errors import TerakoyaError
from terakoya.faces.refresher.items import RefresherItem, list_refreshers
from terakoya.faces.refresher.kit import Variant
from terakoya.grading import read_decisions
from terakoya.model import Assignment, Learner
from terakoya.records import Attempt, Database, ItemKey, find_cohort, list_learners, list_withdrawn
from terakoya.refresh import DueItem, list_due
from terakoya.workspace import Workspace
from terakoya.workspace.cohort_course import course_of

__all__ = ["Place", "PracticeList", "Sitting", "read_practice_list"]

Items = Mapping[tuple[str, str], RefresherItem]


@dataclass(frozen=True)
class Place:
    """Whose refresher: cohort, learner, assignment, item."""

    cohort: str
    learner: str
    assignment: str
    item: str

    @property
    def key(self) -> ItemKey:
        """The learner's item, whatever the cohort."""
        return ItemKey(self.learner, self.assignment, self.item)


@dataclass(frozen=True)
class PracticeList:
    """Everything that a learner can practise, or that a cohort's learners can.

    `problems` says why the items of an assignment are not among it.
    """

    learners: tuple[Learner, ...]
    assignments: Mapping[str, Assignment]
    items: Items
    due: tuple[DueItem, ...]
    problems: Mapping[str, TerakoyaError] = field(default_factory=dict)

    def of(self, learner_id: str) -> tuple[DueItem, ...]:
        """Return one learner's part."""
        return tuple(entry for entry in self.due if entry.key.learner_id == learner_id)


@dataclass(frozen=True)
class Sitting:
    """One learner before one item. `variant` is there while an attempt is open or just over."""

    place: Place
    learner: Learner
    assignment: Assignment
    item: RefresherItem
    due: DueItem
    attempt: Attempt | None = None
    variant: Variant | None = None


def read_practice_list(
    workspace: Workspace,
    database: Database,
    now: datetime,
    cohort_id: str,
    learner_id: str | None = None,
) -> PracticeList | None:
    """Return what a cohort's learners (or one of them) can practise; None for no such one.

    Who withdrew practises nothing more in it.
    """
    with database.reading() as session:
        cohort = find_cohort(session, cohort_id)
        if cohort is None:
            return None
        gone = list_withdrawn(session, cohort_id)
        learners = tuple(one for one in list_learners(session, cohort_id) if one.id not in gone)
        if learner_id is not None:
            learners = tuple(entry for entry in learners if entry.id == learner_id)
            if not learners:
                return None
        names = course_of(workspace, cohort).assignments
        assignments, items, problems = _read_items(workspace, names)
        checks = {key: item.checks for key, item in items.items()}
        ids = [entry.id for entry in learners]
        decided = read_decisions(workspace, cohort_id)
        due = list_due(session, cohort_id, ids, checks, now, decided)
    return PracticeList(learners, assignments, items, due, problems)


def _read_items(
    workspace: Workspace, names: Sequence[str]
) -> tuple[dict[str, Assignment], dict[tuple[str, str], RefresherItem], dict[str, TerakoyaError]]:
    """Read what can be practised; an assignment that cannot be read takes nobody else's items."""
    assignments: dict[str, Assignment] = {}
    items: dict[tuple[str, str], RefresherItem] = {}
    problems: dict[str, TerakoyaError] = {}
    for name in names:
        try:
            assignment = workspace.read_assignment(name)
            found = list_refreshers(workspace, assignment)
        except TerakoyaError as error:
            problems[name] = error
            continue
        assignments[name] = assignment
        items |= {(name, item.id): item for item in found}
    return assignments, items, problems
