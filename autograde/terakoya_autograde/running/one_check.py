"""One check: run in a checker, or not at all, where it was answered the same way before."""

from __future__ import annotations

import socket
from hashlib import sha256

from terakoya_autograde.errors import WireError
from terakoya_autograde.model import Limits, Status
from terakoya_autograde.running.checkers import Checkers, CleanRoom
from terakoya_autograde.running.listening import Listening, Talk
from terakoya_autograde.verdicts import Follower, Relay, Verdict, Verdicts, VerdictsDifferError
from terakoya_autograde.warm.child_handle import Child
from terakoya_autograde.warm.watch import PATIENCE, Watch
from terakoya_autograde.wire import LEARNER_GONE, Check

__all__ = ["Asking"]

_NOTED = (Status.OK, Status.ERROR, Status.SYNTAX)  # other ends are not the answers' alone


class Asking:
    """How checks of one notebook come to their ends, on what one learner's child gives up."""

    def __init__(
        self, clean_room: CleanRoom, checkers: Checkers, learner: Child, limits: Limits
    ) -> None:
        """Ask nothing yet."""
        self._clean_room, self._checkers = clean_room, checkers
        self._learner, self._limits = learner, limits

    def ask(self, check: Check, numbers: int, talk: Talk, watch: Watch) -> Status:
        """Come to the end of a check and say how it ended; the learner's child serves already.

        Args:
            numbers: where the numbers begin of what the learner's child lends.

        Raises:
            WireError: somebody said what no kernel says.
            VerdictsDifferError: the check has said something else before.
        """
        verdicts, name = self._clean_room.verdicts, check.groundwork.plan.cell.name
        if verdicts is None or name not in self._clean_room.functions:
            return self._run(check, talk, watch)
        key = _key_of(check, numbers)
        if (path := verdicts.path(check.notebook, key)) is None:
            return self._run(check, talk, watch)
        follower = Follower(self._values, path)
        listening = Listening(None, (self._learner,), self._limits, follower)
        ended = listening.listen_along(talk, watch)
        if ended is not None:
            return ended
        verdict = None if watch.interrupted else follower.verdict  # what is late is no function
        if verdict is not None:
            if follower.is_confirmed and not verdicts.must_verify():
                verdicts.count(reused=True)
                follower.bid_farewell(verdict.farewell)
                return listening.repeat(talk, verdict.messages, verdict.done)
            self._checkers.drop()  # it counts when one says the same that has run nothing before
        verdicts.count(reused=False)
        return self._run_along(check, key, follower, talk, watch, verdicts)

    def _run(self, check: Check, talk: Talk, watch: Watch) -> Status:
        """Have a checker run a check, which asks the learner's child itself."""
        checker = self._checkers.meet(check.groundwork.plan.cell.name, self._learner)
        checker.channel.send(check)
        return Listening(checker, (self._learner,), self._limits).listen(talk, watch)

    def _run_along(
        self,
        check: Check,
        key: bytes,
        follower: Follower,
        talk: Talk,
        watch: Watch,
        verdicts: Verdicts,
    ) -> Status:
        """Have a checker run a check, and note what it asks, hears and says."""
        fresh = self._checkers.is_fresh
        name = check.groundwork.plan.cell.name
        checker, end = self._checkers.meet_by_line(name, self._learner)
        relay = Relay(self._values, end, follower)
        checker.channel.send(check)
        listening = Listening(checker, (self._learner,), self._limits, relay)
        status = listening.listen_along(talk, watch)
        if status is not None:
            relay.drain(PATIENCE)
        if status is None or relay.differs:
            verdicts.forget(check.notebook)
            raise VerdictsDifferError(f"{name} asks something else after the same answers")
        done = talk.done
        if status in _NOTED and done is not None and done.ename != LEARNER_GONE and not talk.raw:
            verdict = Verdict(tuple(talk.messages), done, relay.asked[-1] if relay.asked else b"")
            heard = relay.asked[:-1], relay.answers
            if relay.is_whole and not verdicts.note(
                check.notebook, key, heard, verdict, fresh=fresh
            ):
                raise VerdictsDifferError(f"{name} says something else after the same answers")
        return status

    @property
    def _values(self) -> socket.socket:
        if self._learner.values is None:
            raise WireError("a checker gives up no values")
        return self._learner.values


def _key_of(check: Check, numbers: int) -> bytes:
    """Return what stands for all that a check's end depends on beside what it is answered."""
    kinds = None if check.kinds is None else sorted(check.kinds.items())
    parts = (
        check.notebook,
        check.groundwork.plan.cell.name,
        check.count,
        check.changes,
        kinds,
        check.apart,
        check.disturbs,
        check.labels,
        numbers,
    )
    return sha256(repr(parts).encode()).digest()
