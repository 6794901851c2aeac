"""What can go wrong in the engine itself::

    EngineError            the grader failed; the learner is not to blame
    ├── AssignmentError    the instructor's version cannot be prepared
    ├── WorkerError        a worker or a zygote gave no result
    └── WireError          a message that is none, or the other end is gone

What a learner's code does is a `Result` with a status, never one of these.
"""

__all__ = ["AssignmentError", "EngineError", "WireError", "WorkerError"]


class EngineError(Exception):
    """The grader itself failed."""


class AssignmentError(EngineError):
    """The instructor's version cannot be turned into something to grade against."""


class WorkerError(EngineError):
    """A worker process or a zygote ended without a result."""


class WireError(EngineError):
    """A message between processes is malformed or too large, or there is nobody to send it to."""
