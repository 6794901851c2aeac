"""What becomes of each cell of the instructor's version in the checker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from terakoya_autograde.checks.cell_source import CellRole, SourceCell
from terakoya_autograde.checks.check_slicing import Step
from terakoya_autograde.checks.files_in_checks import Looks

__all__ = ["CellPlan", "Unfit"]


@dataclass(frozen=True)
class Unfit:
    """A statement or call that must not run early.

    It failed, or drew random numbers, or a fork would not have all of it.

    Attributes:
        line, column: where it begins; of a whole statement the column is -1.
        stirs: it left files or another current directory: what comes after it may look at that.
    """

    line: int
    column: int = -1
    stirs: bool = False


@dataclass(frozen=True)
class CellPlan:
    """What becomes of one cell in the checker.

    Attributes:
        early: lines at which statements begin that depend on nothing a learner does: they run
            once, in the checker's parent.
        live: lines of the statements of an instructor's cell that run in each checker.
        calls: (line, column) of calls in other statements that run once too: of the instructor's
            own functions, on nothing that a learner makes.
        wanted: names that this check takes from the learner.
        imports: names that answer cells of the reference import: they are made here, but a learner
            who has no such name misses it in the check too.
        probes: name → expression that the learner's child works out.
        unprotected: why this check has to run in the learner's process; empty where it has not.
        steps: what a check does to the notebook that the learner ran.
        files: how a check looks at files, which the learner's process gives up then; else empty.
        classes: those that an instructor's cell makes, and whose methods interpret nothing that an
            object of theirs holds.
    """

    cell: SourceCell
    early: tuple[int, ...] = ()
    live: tuple[int, ...] = ()
    calls: tuple[tuple[int, int], ...] = ()
    wanted: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()
    probes: Mapping[str, str] = field(default_factory=dict)
    unprotected: str = ""
    steps: tuple[Step, ...] = ()
    files: Looks = ""
    classes: tuple[str, ...] = ()

    def without_early(self) -> CellPlan:
        """Return a plan in which everything runs in each checker."""
        own = self.cell.role is CellRole.CHECK and not self.unprotected
        live = () if own else (*self.early, *self.live)
        return replace(self, early=(), calls=(), live=tuple(sorted(live)))

    def all_unfit(self) -> tuple[Unfit, ...]:
        """Return everything that is early in it."""
        return (*map(Unfit, self.early), *(Unfit(*place) for place in self.calls))
