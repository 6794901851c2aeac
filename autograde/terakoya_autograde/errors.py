"""What can go wrong in the engine itself::

    EngineError            the grader failed; the learner is not to blame
    ├── AssignmentError    the instructor's version cannot be prepared
    └── WorkerError        a worker gave no result, twice

What a learner's code does is a `Result` with a status, never one of these.
"""

__all__ = ["AssignmentError", "EngineError", "WorkerError"]


class EngineError(Exception):
    """The grader itself failed."""


class AssignmentError(EngineError):
    """The instructor's version cannot be turned into something to grade against."""


class WorkerError(EngineError):
    """A worker process ended without a result."""
