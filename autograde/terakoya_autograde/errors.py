"""What can go wrong in the engine itself::

    EngineError            the grader failed; the learner is not to blame
    ├── AssignmentError    the instructor's version cannot be prepared
    │   └── UnfairError    a check takes points from the reference that it has when run plainly
    ├── RefusedError       a submission cannot be graded, for a reason in itself
    ├── StorageError       a database that cannot be used just now, and why
    ├── WorkerError        a worker or a zygote gave no result
    └── WireError          a message that is none, or the other end is gone
        ├── FrameTooLargeError  it was not sent
        └── HeavyFrameError     it was not decoded
    CrossingError          a value does not get from one process to another
    ├── CannotCross        it is of a kind that does not cross; the sender says so
    └── ValueRefused       what came is no value; the receiver says so

What a learner's code does is a `Result` with a status, never one of these.
"""

from enum import StrEnum

__all__ = ["AssignmentError", "CannotCross", "CrossingError", "EngineError", "FrameTooLargeError"]
__all__ += ["HeavyFrameError", "RefusedError", "StorageError", "Trouble", "UnfairError"]
__all__ += ["ValueRefused", "WireError", "WorkerError"]


class EngineError(Exception):
    """The grader itself failed."""


class RefusedError(EngineError):
    """A submission that cannot be graded, for a reason in the submission itself."""


class AssignmentError(EngineError):
    """The instructor's version cannot be turned into something to grade against."""


class UnfairError(AssignmentError):
    """The reference solution loses points here that it keeps when it is run plainly.

    Nothing is graded with such a version: a right answer would lose them too.

    Attributes:
        checks: (notebook, grade_id, why) of each check that takes them.
        way_out: the grade_ids of checks that lose nothing in the learner's process; empty where all
            have to run there.
    """

    def __init__(
        self, checks: tuple[tuple[str, str, str], ...], way_out: tuple[str, ...] = ()
    ) -> None:
        super().__init__(checks, way_out)
        self.checks = checks
        self.way_out = way_out

    @property
    def option(self) -> str:
        """What to write behind ``--checks``."""
        return ":".join(["in-kernel", *filter(None, [",".join(self.way_out)])])

    def __str__(self) -> str:
        """Say which checks, and why."""
        found = "; ".join(f"{name}.ipynb: {check}: {why}" for name, check, why in self.checks)
        return (
            f"the reference solution loses points that it keeps in the learner's process: {found}"
        )


class Trouble(StrEnum):
    """Why something that is kept cannot be used just now; all but DAMAGED leave it whole."""

    BUSY = "busy"
    AWAY = "away"
    FULL = "full"
    READ_ONLY = "read-only"
    DAMAGED = "damaged"
    UNUSABLE = "unusable"


class StorageError(EngineError):
    """A database cannot be used just now; nothing of what was to be written is there.

    Attributes:
        trouble: why.
        where: the file, or the address of the server without a password.
        words: the reason and what to do, in one sentence.
    """

    def __init__(self, trouble: Trouble, where: str, words: str) -> None:
        super().__init__(trouble, where, words)
        self.trouble = trouble
        self.where = where
        self.words = words

    def __str__(self) -> str:
        """Say where and why in one line."""
        return f"{self.where}: {self.words}"


class WorkerError(EngineError):
    """A worker process or a zygote ended without a result."""


class WireError(EngineError):
    """A message between processes is malformed or too large, or there is nobody to send it to."""


class FrameTooLargeError(WireError):
    """A message that was not sent, as it is too large; the other end is still there."""


class HeavyFrameError(WireError):
    """A message that was not decoded, as it is too large or would take too much memory."""


class CrossingError(Exception):
    """A value does not get from one process to another."""


class CannotCross(CrossingError):  # noqa: N818 - it reads as what it says
    """A value, or a part of it, is of a kind that does not cross.

    Attributes:
        path: where it is, like `whatif['x'][3]`; empty for the value itself where it has no name.
        type_name: what it is, like `sqlite3.Connection`.
        reason: why it does not cross and what to do instead, in one sentence.
    """

    def __init__(self, path: str, type_name: str, reason: str) -> None:
        super().__init__(path, type_name, reason)
        self.path = path
        self.type_name = type_name
        self.reason = reason

    def __str__(self) -> str:
        """Say where, what and why."""
        return f"{self.path or 'the value'} ({self.type_name}): {self.reason}"


class ValueRefused(CrossingError):  # noqa: N818 - it reads as what it says
    """What came from the other process is not a value by the rules; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
