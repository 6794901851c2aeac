"""Which checks run in the clean room: all that the reference solution passes there.

A check that the reference passes only in the learner's process (it looks at an object that cannot
cross, at the shell, at a function's source) stays there, is called *unprotected*, and says why.
Only the instructor's version decides that, never a submission. Where the reference loses a point
all the same that it keeps when run plainly, nothing is graded: a right answer would lose it too.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, field

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.cell_source import CellRole
from terakoya_autograde.errors import AssignmentError, UnfairError, WorkerError
from terakoya_autograde.notebooks.broken import BrokenCell
from terakoya_autograde.notebooks.master import Master
from terakoya_autograde.protection.reference import Instructor, Plainly
from terakoya_autograde.protection.trial import Plans, Reasons, Trial, reasons_of
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.warm.fork_server import ForkServer
from terakoya_autograde.wire import Groundwork, Noted

__all__ = ["Protected", "Tried", "protect_as_tried", "protect_checks"]

_ASKED = "it was asked for"


@dataclass(frozen=True)
class Tried:
    """What trials of the reference solutions have shown; nothing where checks run as in nbgrader.

    Attributes:
        plans: notebook → what becomes of its cells.
        noted: notebook → check → the arguments that its calls change, and the kinds of its values.
        untried: notebook → the checks that the reference solution does not pass anyway, or for
            which there is none: whether a right answer passes them here is not known.
        broken: the instructor's own cells that end the program, or end with an error.
    """

    plans: Mapping[str, tuple[CellPlan, ...]] = field(default_factory=dict)
    noted: Mapping[str, Mapping[str, Noted]] = field(default_factory=dict)
    untried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    broken: tuple[BrokenCell, ...] = ()


@dataclass(frozen=True)
class Protected:
    """An executor whose fork server knows the plan, and what is known of it."""

    executor: WarmExecutor
    tried: Tried = field(default_factory=Tried)

    @property
    def unprotected(self) -> dict[str, dict[str, str]]:
        """Notebook → grade_id → why this check runs in the learner's process."""
        return {name: reasons_of(cells) for name, cells in self.tried.plans.items()}


def protect_checks(
    fork_server: ForkServer,
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
        return Protected(WarmExecutor(fork_server, instructor.files, beginnings=beginnings))
    asked = _asked_for(instructor.master, in_kernel)
    search = _Search(fork_server, instructor)
    try:
        trial, together = search.settle(asked)
    except WorkerError as error:  # perhaps not the grader's fault
        for cell in search.find_broken():
            raise AssignmentError(str(cell)) from error
        raise
    if together:  # those that were found in one round may have failed for the first of them
        fewer, more = search.settle(together)
        trial = trial if more else fewer
        fork_server.load(trial.plans)
    if lost := trial.unfair():
        raise UnfairError(lost, search.way_out(trial, lost))
    known = trial.plans, trial.noted, instructor.beginnings
    executor = WarmExecutor(fork_server, instructor.files, *known)
    tried = Tried(trial.plans, trial.noted, trial.untried(), tuple(trial.broken))
    return Protected(executor, tried)


def protect_as_tried(
    fork_server: ForkServer,
    instructor: Instructor,
    tried: Tried,
    groundwork: Mapping[str, tuple[Groundwork, ...]],
) -> Protected:
    """Do as `protect_checks` did for this very version: nothing is tried again."""
    if tried.plans:
        fork_server.load(tried.plans, groundwork)
    known = tried.plans, tried.noted, instructor.beginnings
    return Protected(WarmExecutor(fork_server, instructor.files, *known), tried)


def _asked_for(master: Master, in_kernel: Collection[str]) -> Reasons:
    """Return the checks that are to stay in the learner's process.

    Raises:
        AssignmentError: one of them is not there.
    """
    found: Reasons = {
        name: {grade_id: _ASKED for grade_id in notebook.cells if grade_id in in_kernel}
        for name, notebook in master.notebooks.items()
    }
    unknown = sorted(set(in_kernel).difference(*found.values()))
    if unknown:
        raise AssignmentError(f"{master.assignment_id}: there is no check {', '.join(unknown)}")
    return found


class _Search:
    """Looks for the checks that have to stay in the learner's process."""

    def __init__(self, fork_server: ForkServer, instructor: Instructor) -> None:
        self._fork_server, self._instructor = fork_server, instructor
        self._plainly = Plainly(fork_server, instructor)
        self._plans = Plans(fork_server, instructor)

    def settle(self, unprotected: Reasons) -> tuple[Trial, Reasons]:
        """Try until no check is passed in the learner's process only; return the last trial.

        Also returned is a smaller choice that is worth a trial of its own, where in some round
        more than one check of a notebook was found; else nothing.
        """
        found = {name: dict(reasons) for name, reasons in unprotected.items()}
        firsts = {name: dict(reasons) for name, reasons in unprotected.items()}
        several = False
        while True:
            plans = self._plans.load(found)
            trial = Trial(self._fork_server, self._instructor, plans, self._plainly)
            if not any(trial.only_in_kernel.values()):
                return trial, firsts if several else {}
            for name, reasons in trial.only_in_kernel.items():
                found[name] |= reasons
                firsts[name] |= dict(list(reasons.items())[:1])
                several = several or len(reasons) > 1

    def find_broken(self) -> Iterator[BrokenCell]:
        """Run the reference solutions plainly and yield the instructor's cells that end Python."""
        for name in self._instructor.references:
            yield from (cell for cell in self._plainly.find_broken(name) if cell.ends)

    def way_out(self, trial: Trial, lost: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
        """Return the checks that have to stay in the learner's process, as a trial shows.

        Those that lose points, and before them those that have the learner's code do something to
        what comes later. Nothing where that is not enough.
        """
        found = {
            name: dict.fromkeys(reasons_of(cells), _ASKED) for name, cells in trial.plans.items()
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
