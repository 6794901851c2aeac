"""The clean room of one notebook: what is checked there, and who checks at present."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.errors import WireError
from terakoya_autograde.verdicts import Verdicts
from terakoya_autograde.warm.child_handle import Child, introduce
from terakoya_autograde.wire import Before, Groundwork, Meet, Noted, pair

__all__ = ["Checkers", "CleanRoom"]


@dataclass(frozen=True)
class CleanRoom:
    """Where a notebook's checks run.

    Attributes:
        checks: the grade_ids that are checked there; every other cell runs in the learner's child.
        unprotected: the grade_ids of checks that run in the learner's child, after canaries.
        plans: what is known of each check.
        reference: check → what was noted when the reference solution was tried; None where it was
            not, and everything is allowed.
        groundwork: the checks of the clean room in order, each with what was done ahead for it.
        fork: gives a fresh checker.
        verdicts: what is remembered of these checks; None where nothing is.
        functions: the checks that depend on nothing but what they are answered.
    """

    notebook: str
    checks: frozenset[str]
    unprotected: frozenset[str]
    plans: Mapping[str, CellPlan]
    reference: Mapping[str, Noted] | None
    groundwork: Sequence[Groundwork]
    fork: Callable[[], Child]
    verdicts: Verdicts | None = None
    functions: frozenset[str] = frozenset()


class Checkers:
    """One checker after another: each lives until it is dropped.

    Attributes:
        is_fresh: whether the present one has run no check; so where there is none.
    """

    def __init__(self, clean_room: CleanRoom) -> None:
        """Fork nothing yet."""
        self.is_fresh = True
        self._clean_room = clean_room
        self._places = {each.plan.cell.name: at for at, each in enumerate(clean_room.groundwork)}
        self._present: Child | None = None
        self._met: Child | None = None  # whom it asks
        self._line: socket.socket | None = None  # our end, where it asks through us
        self._told = set[str]()  # the checks that it has heard of

    def place(self, check: str) -> int:
        """Return which of the checks in order one is, from 0.

        Raises:
            WireError: nobody has studied it.
        """
        if check not in self._places:
            raise WireError(f"nothing is known of the check {check}")
        return self._places[check]

    def groundwork(self, check: str) -> Groundwork:
        """Return a check with what was done ahead for it.

        Raises:
            WireError: nobody has studied it.
        """
        return self._clean_room.groundwork[self.place(check)]

    def meet(self, check: str, learner: Child) -> Child:
        """Return a checker that asks a learner's child itself, and knows all that comes before."""
        if self._line is not None or self._met is not learner:
            self._hang_up()
            introduce(self._checker, learner)
            self._met = learner
        return self._told_of_earlier(check)

    def meet_by_line(self, check: str, learner: Child) -> tuple[Child, socket.socket]:
        """Return a checker that knows all that comes before, and the end at which it asks."""
        if self._line is None or self._met is not learner:
            self._hang_up()
            self._line, theirs = pair()
            self._met = learner
            with theirs:
                self._checker.channel.send(Meet(), (theirs.fileno(),))
        return self._told_of_earlier(check), self._line

    def drop(self) -> None:
        """End the present checker; harmless where there is none."""
        if self._present is not None:
            self._present.end()
        self._hang_up()
        self._present, self.is_fresh = None, True
        self._told.clear()

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = self._met = None

    @property
    def _checker(self) -> Child:
        """The present checker, or a new one."""
        if self._present is None:
            self._present = self._clean_room.fork()
        return self._present

    def _told_of_earlier(self, check: str) -> Child:
        """Tell the checker what checks have made that it has not run, and something later needs.

        It has met by then whom it asks: what comes with a frame goes to the first that is read.
        """
        for earlier in self._clean_room.groundwork[: self.place(check)]:
            name = earlier.plan.cell.name
            if earlier.offers and name not in self._told:
                self._told.add(name)
                self._checker.channel.send(Before(earlier))
        self._told.add(check)
        self.is_fresh = False
        return self._checker
