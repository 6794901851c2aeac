"""Which checks run in the clean room: all that the reference solution passes there.

A check that the reference passes only in the learner's process (it looks at an object that cannot
cross, at the shell, at a function's source) stays there, is called *unprotected*, and says why.
Only the instructor's version decides that, never a submission. Where the reference loses a point
all the same that it keeps when run plainly, nothing is graded: a right answer would lose it too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

import nbformat

from terakoya_autograde.checks.cells import read_cells
from terakoya_autograde.checks.plan import CellPlan, Unfit
from terakoya_autograde.checks.planner import plan_notebook
from terakoya_autograde.checks.source import CellRole
from terakoya_autograde.errors import AssignmentError, UnfairError, WorkerError
from terakoya_autograde.model import CellScore, Limits, Status
from terakoya_autograde.notebooks.beside import choose_left
from terakoya_autograde.notebooks.broken import BrokenCell, find_broken
from terakoya_autograde.notebooks.companions import make_companions
from terakoya_autograde.notebooks.marks import NBGRADER, Marks
from terakoya_autograde.notebooks.master import Master
from terakoya_autograde.notebooks.score import score_notebook
from terakoya_autograde.randomness.beginnings import Beginnings
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.warm.nursery import Nursery
from terakoya_autograde.wire import Noted

__all__ = ["Instructor", "Protected", "protect_checks"]

_Reasons = dict[str, dict[str, str]]
_ASKED = "it was asked for"
_REFERENCE_LIMITS = Limits(cell_seconds=120, notebook_seconds=600, memory_mb=2048, output_kb=8192)


@dataclass(frozen=True)
class Instructor:
    """The instructor's version.

    Attributes:
        released: name → the released notebook, plain JSON data.
        sources: name → the notebook with its solutions, where there is one.
        files: relative name → content of the data.
        marks: the course's delimiters of solutions and hidden tests.
    """

    master: Master
    released: Mapping[str, Any]
    sources: Mapping[str, Any]
    files: Mapping[str, bytes]
    marks: Marks = NBGRADER

    def node(self, name: str) -> Any:
        """Return a notebook with its solutions as a node that may be run in place."""
        return nbformat.from_dict(self.sources[name])

    @cached_property
    def files_beside(self) -> dict[str, bytes]:
        """The files that the reference solution's code finds: data, and its own notebooks."""
        sources = {name: json.dumps(source).encode() for name, source in self.sources.items()}
        return dict(self.files) | make_companions(sources, self.released)

    @cached_property
    def beginnings(self) -> Beginnings:
        """Where random streams begin that nobody has seeded: of every hidden test and file.

        It is no digest that is shown anywhere.
        """
        summary = sha256(b"random streams")
        for notebook in self.master.notebooks.values():
            for cell in notebook.cells.values():
                summary.update(repr((notebook.name, cell.grade_id, cell.source)).encode())
        for name, content in sorted(self.files.items()):
            summary.update(repr((name, sha256(content).digest())).encode())
        return Beginnings(summary.hexdigest())


@dataclass(frozen=True)
class Protected:
    """An executor whose nursery knows the plan, and what is not protected.

    Attributes:
        unprotected: notebook → grade_id → why this check runs in the learner's process.
        untried: notebook → the checks that the reference solution does not pass anyway, or for
            which there is none: whether a right answer passes them here is not known.
        broken: the instructor's own cells that end the program, or end with an error.
    """

    executor: WarmExecutor
    unprotected: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    untried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broken: tuple[BrokenCell, ...] = ()


def protect_checks(
    nursery: Nursery,
    instructor: Instructor,
    *,
    in_clean_room: bool = True,
    in_kernel: Collection[str] = (),
) -> Protected:
    """Plan the checks of an assignment, try them on the reference solution, and load the plan.

    Args:
        in_clean_room: False leaves all checks in the learner's process, as they are in nbgrader.
        in_kernel: the grade_ids of checks that are to stay there, whether they have to or not.

    Raises:
        AssignmentError: there is neither a released nor a source notebook to plan from, or no such
            check; or one of the instructor's own cells ends the process that runs it.
        UnfairError: the reference solution loses points that it keeps when it is run plainly.
    """
    if not in_clean_room:
        beginnings = instructor.beginnings
        return Protected(WarmExecutor(nursery, instructor.files, beginnings=beginnings))
    asked = _asked_for(instructor.master, in_kernel)
    search = _Search(nursery, instructor)
    try:
        trial, together = search.settle(asked)
    except WorkerError as error:  # perhaps not the grader's fault
        for cell in search.find_broken():
            raise AssignmentError(str(cell)) from error
        raise
    if together:  # those that were found in one round may have failed for the first of them
        fewer, more = search.settle(together)
        trial = trial if more else fewer
        nursery.load(trial.plans)
    if lost := trial.unfair():
        raise UnfairError(lost, search.way_out(trial, lost))
    known = trial.plans, trial.noted, instructor.beginnings
    executor = WarmExecutor(nursery, instructor.files, *known)
    reasons = {name: _reasons(cells) for name, cells in trial.plans.items()}
    return Protected(executor, reasons, trial.untried(), tuple(trial.broken))


def _asked_for(master: Master, in_kernel: Collection[str]) -> _Reasons:
    """Return the checks that are to stay in the learner's process.

    Raises:
        AssignmentError: one of them is not there.
    """
    found: _Reasons = {
        name: {grade_id: _ASKED for grade_id in notebook.cells if grade_id in in_kernel}
        for name, notebook in master.notebooks.items()
    }
    unknown = sorted(set(in_kernel).difference(*found.values()))
    if unknown:
        raise AssignmentError(f"{master.assignment_id}: there is no check {', '.join(unknown)}")
    return found


class _Search:
    """Looks for the checks that have to stay in the learner's process."""

    def __init__(self, nursery: Nursery, instructor: Instructor) -> None:
        self._nursery, self._instructor = nursery, instructor
        self._plainly = _Plainly(nursery, instructor)
        self._plans = _Plans(nursery, instructor)

    def settle(self, unprotected: _Reasons) -> tuple[_Trial, _Reasons]:
        """Try until no check is passed in the learner's process only; return the last trial.

        Also returned is a smaller choice that is worth a trial of its own, where in some round
        more than one check of a notebook was found; else nothing.
        """
        found = {name: dict(reasons) for name, reasons in unprotected.items()}
        firsts = {name: dict(reasons) for name, reasons in unprotected.items()}
        several = False
        while True:
            plans = self._plans.load(found)
            trial = _Trial(self._nursery, self._instructor, plans, self._plainly)
            if not any(trial.only_in_kernel.values()):
                return trial, firsts if several else {}
            for name, reasons in trial.only_in_kernel.items():
                found[name] |= reasons
                firsts[name] |= dict(list(reasons.items())[:1])
                several = several or len(reasons) > 1

    def find_broken(self) -> Iterator[BrokenCell]:
        """Run the reference solutions plainly and yield the instructor's cells that end Python."""
        for name in self._instructor.sources.keys() & self._instructor.master.notebooks.keys():
            yield from (cell for cell in self._plainly.find_broken(name) if cell.ends)

    def way_out(self, trial: _Trial, lost: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
        """Return the checks that have to stay in the learner's process, as a trial shows.

        Those that lose points, and before them those that have the learner's code do something to
        what comes later. Nothing where that is not enough.
        """
        found = {
            name: dict.fromkeys(_reasons(cells), _ASKED) for name, cells in trial.plans.items()
        }
        names = {name: [check for book, check, _why in lost if book == name] for name in found}
        chosen: list[str] = []
        for name, checks in names.items():
            if checks:
                known = [plan for plan in trial.plans[name] if plan.cell.role is CellRole.CHECK]
                last = max(index for index, plan in enumerate(known) if plan.cell.name in checks)
                before = [plan.cell.name for plan in known[:last] if _moves_on(plan)]
                chosen += dict.fromkeys([*before, *checks])
        for name in found:
            found[name] |= {check: _ASKED for check in chosen if check in self._checks(name)}
        again, _together = self.settle(found)
        return () if again.unfair() else tuple(chosen)

    def _checks(self, name: str) -> Container[str]:
        return self._instructor.master.notebooks[name].cells


def _moves_on(plan: CellPlan) -> bool:
    """Tell whether a check in the clean room may have the learner's code do what comes later on."""
    return not plan.unprotected and any(step.asks for step in plan.steps)


class _Plans:
    """The plans of an assignment.

    What has shown that it must not run early does so in no later plan.
    """

    def __init__(self, nursery: Nursery, instructor: Instructor) -> None:
        self._nursery, self._instructor = nursery, instructor
        self._unfit: dict[str, dict[str, set[Unfit]]] = {
            name: {} for name in instructor.master.notebooks
        }

    def load(self, unprotected: _Reasons) -> dict[str, tuple[CellPlan, ...]]:
        """Plan, and have the nursery load the plan, until all that is early in it is fit for that.

        Raises:
            AssignmentError: there is neither a released nor a source notebook to plan from.
        """
        while True:
            plans = {name: self._plan(name, unprotected[name]) for name in self._unfit}
            self._nursery.load(plans)
            if not self._take_note():
                return plans

    def _take_note(self) -> bool:
        """Add what the loaded plan has shown to what was known; tell whether that is anything."""
        known = self._count()
        for name, cells in self._nursery.find_unfit().items():
            for cell, places in cells.items():
                self._unfit[name].setdefault(cell, set()).update(places)
        return self._count() > known

    def _count(self) -> int:
        return sum(len(places) for cells in self._unfit.values() for places in cells.values())

    def _plan(self, name: str, unprotected: Mapping[str, str]) -> tuple[CellPlan, ...]:
        instructor = self._instructor
        source = instructor.sources.get(name)
        notebook = instructor.released.get(name, source)
        if notebook is None:
            raise AssignmentError(f"{name}.ipynb: neither released nor in the source folder")
        cells = read_cells(notebook, instructor.master.notebooks[name], source, instructor.marks)
        return plan_notebook(cells, unprotected, self._unfit[name])


class _Plainly:
    """The reference solutions run plainly: all checks in the learner's process, as in nbgrader."""

    def __init__(self, nursery: Nursery, instructor: Instructor) -> None:
        self._executor = WarmExecutor(nursery, instructor.files, beginnings=instructor.beginnings)
        self._instructor = instructor
        self._known: dict[str, dict[str, CellScore]] = {}
        self._left: dict[str, bytes] = {}

    def scores(self, name: str) -> dict[str, CellScore]:
        """Return check → what the reference gets for it; each notebook is run once, in order."""
        for each in sorted(self._instructor.sources):
            if name in self._known:
                break
            if each not in self._known:
                ran = _run_reference(self._executor, self._instructor, each, self._left)
                self._known[each] = ran.scores
                self._left |= ran.left
        return self._known[name]

    def find_broken(self, name: str) -> tuple[BrokenCell, ...]:
        """Return the instructor's own cells of a notebook that are broken."""
        return _run_reference(self._executor, self._instructor, name, self._left).broken


class _Trial:
    """What the reference solutions show of one plan, which the nursery has loaded.

    Attributes:
        only_in_kernel: notebook → check → why it is passed in the learner's process only; without
            those that run there already.
        noted: notebook → check → the arguments that its calls change, and the kinds of its values.
        broken: the instructor's own cells that end the program, or end with an error.
    """

    def __init__(
        self,
        nursery: Nursery,
        instructor: Instructor,
        plans: dict[str, tuple[CellPlan, ...]],
        plainly: _Plainly,
    ) -> None:
        self.plans = plans
        self.only_in_kernel: _Reasons = {}
        self.noted: dict[str, dict[str, Noted]] = {}
        self.broken: list[BrokenCell] = []
        self._plainly, self._lost = plainly, dict[str, dict[str, CellScore]]()
        beginnings = instructor.beginnings
        executor = WarmExecutor(nursery, instructor.files, self.plans, beginnings=beginnings)
        left: dict[str, bytes] = {}
        for name in sorted(instructor.sources.keys() & self.plans.keys()):
            ran = _run_reference(executor, instructor, name, left)
            left |= ran.left
            self.noted[name] = ran.noted
            self.broken += ran.broken
            self._lost[name] = {key: cell for key, cell in ran.scores.items() if _loses(cell)}
            known = _reasons(self.plans[name])
            self.only_in_kernel[name] = {
                key: _why(cell) for key, cell in self._worse(name) if key not in known
            }

    def _worse(self, name: str) -> list[tuple[str, CellScore]]:
        """Return the checks for which the reference gets less than when it is run plainly."""
        lost = self._lost[name]
        plain = self._plainly.scores(name) if lost else {}
        return [
            (key, cell)
            for key, cell in lost.items()
            if (plain[key].auto_score or 0) > (cell.auto_score or 0)
        ]

    def unfair(self) -> tuple[tuple[str, str, str], ...]:
        """Return (notebook, check, why) of what takes points from the reference all the same."""
        return tuple(
            (name, key, _why(cell))
            for name in sorted(self._lost)
            for key, cell in self._worse(name)
        )

    def untried(self) -> dict[str, tuple[str, ...]]:
        """Return the checks that no reference solution passes, however it is run."""
        found = {}
        for name, cells in self.plans.items():
            checks = [plan.cell.name for plan in cells if plan.cell.role is CellRole.CHECK]
            lost = self._lost.get(name, checks)
            found[name] = tuple(check for check in checks if check in lost)
        return {name: checks for name, checks in found.items() if checks}


@dataclass(frozen=True)
class _Reference:
    """How a reference solution ran: check → its score, check → what the checker noted."""

    scores: dict[str, CellScore]
    noted: dict[str, Noted]
    broken: tuple[BrokenCell, ...]
    left: dict[str, bytes] = field(default_factory=dict)


def _run_reference(
    executor: WarmExecutor, instructor: Instructor, name: str, left: dict[str, bytes]
) -> _Reference:
    """Run one reference solution, where the notebooks before it have left some files."""
    master, notebook = instructor.master.notebooks[name], instructor.node(name)
    files, gathers = instructor.files_beside | left, name != max(instructor.sources)
    executed = executor(notebook, files, _REFERENCE_LIMITS, name, gathers=gathers)
    scores = score_notebook(notebook, master, executed.cells, executed.words).cells
    noted = {
        notebook.cells[index].metadata.nbgrader.grade_id: known
        for index, known in executed.noted.items()
    }
    if any(executed.cells[index] is Status.DIED for index in executed.in_clean_room):
        raise WorkerError("a checker was killed while the reference was tried: run it again")
    broken = tuple(find_broken(name, notebook, executed.cells))
    kept = choose_left(executed.left, instructor.files)
    return _Reference({cell.grade_id: cell for cell in scores}, noted, broken, kept)


def _loses(cell: CellScore) -> bool:
    return cell.auto_score is not None and cell.auto_score < cell.points


def _why(cell: CellScore) -> str:
    return cell.message or cell.note or "it fails outside"


def _reasons(cells: tuple[CellPlan, ...]) -> dict[str, str]:
    return {plan.cell.name: plan.unprotected for plan in cells if plan.unprotected}
