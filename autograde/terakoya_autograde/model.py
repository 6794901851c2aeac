"""What is graded, within which limits, and what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

__all__ = ["CellScore", "Copies", "Flag", "FlagKind", "Item", "ItemResult", "ItemStatus", "Limits"]
__all__ += ["USUAL_REUSE", "NotebookScore", "Result", "Reuse", "Status", "Submission"]


class Status(StrEnum):
    """How a run ended; where several things happened, the gravest of them."""

    OK = "ok"
    ERROR = "error"
    SYNTAX = "syntax-error"
    MISSING = "missing"
    REFUSED = "refused"
    OUTPUT = "output-limit"
    TIMEOUT = "timeout"
    DIED = "died"
    MEMORY = "memory-limit"
    FAILED = "grader-failed"


class ItemStatus(StrEnum):
    """How one item ended."""

    PASSED = "passed"
    PARTIAL = "partial"
    FAILED = "failed"
    ERROR = "error"
    NOT_RUN = "not-run"
    MISSING = "missing"
    MANUAL = "manual"


@dataclass(frozen=True)
class Reuse:
    """What need not be run again.

    Attributes:
        verdicts: whether a check's verdict counts for everybody whose code answers it the same way.
        verified: the share, from 0 to 1, of known verdicts that are found out anew all the same;
            where one turns out differently, the submission is not graded.
        after: of how many runs of a notebook nothing is remembered: for fewer submissions, the
            proof that its checks can be remembered takes more than it saves.
    """

    verdicts: bool = True
    verified: float = 0.0
    after: int = 6


USUAL_REUSE = Reuse()


@dataclass(frozen=True)
class Limits:
    """What one submission may use."""

    cell_seconds: int = 30
    notebook_seconds: int = 180
    memory_mb: int = 1024
    output_kb: int = 1024


@dataclass(frozen=True)
class Item:
    """One graded cell: nbgrader's grade_id and its points."""

    notebook: str
    id: str
    points: float


@dataclass(frozen=True)
class Submission:
    """What one learner handed in: relative name → file. Who it was is not the engine's business."""

    files: Mapping[str, Path]
    digest: str


class FlagKind(StrEnum):
    """What a learner or an instructor should know about a cell."""

    MISSING = "missing"
    MERGED = "merged"
    DUPLICATE = "duplicate"
    MOVED = "moved"
    FOREIGN = "foreign"
    CHANGED = "changed"
    TAG = "tag"


class Copies(StrEnum):
    """What is said of several cells with one grade_id."""

    SAME = "all copies are alike"
    ONE = "the copy that holds the answer, or is still the instructor's, counts"
    DIFFER = "several were changed, and differ"


@dataclass(frozen=True)
class Flag:
    """Something unusual about one cell; `detail` says what, or what was repaired.

    Of a merged cell it names the cell that its text went into.
    """

    kind: FlagKind
    grade_id: str
    detail: str = ""


@dataclass(frozen=True)
class ItemResult:
    """One item's score, and why, in a sentence without test source.

    Attributes:
        protected: whether its check ran where no learner's code can touch it.
        flags: what was unusual about its cells: its own, and the answer that it checks.
        asks: whether a person has to look at it, although it has automatic points.
    """

    item: Item
    score: float
    status: ItemStatus
    message: str = ""
    protected: bool = True
    flags: tuple[Flag, ...] = ()
    asks: bool = False


@dataclass(frozen=True)
class CellScore:
    """One graded cell.

    Attributes:
        auto_score: points; None where a person has to grade it.
        message: for the learner: the error's own words, never test source.
        note: for the instructor: why a result could not be counted.
        asks: whether a person has to look at it, although it has automatic points.
    """

    grade_id: str
    points: float
    auto_score: float | None
    status: ItemStatus
    message: str = ""
    note: str = ""
    asks: bool = False


@dataclass(frozen=True)
class NotebookScore:
    """Every graded and task cell, and nbgrader's own comment on every answer and task cell."""

    name: str
    cells: tuple[CellScore, ...]
    comments: Mapping[str, str | None]


@dataclass(frozen=True)
class Result:
    """Everything that is known after one submission was graded.

    Attributes:
        notebooks: name → the executed notebook as nbgrader would write it (JSON text).
        scores: the notebooks that ran, cell by cell, as a gradebook has them.
        sandbox: which isolation the learner's code ran in; "none" where there was none.
    """

    submission_digest: str
    assignment_digest: str
    environment_digest: str
    engine: str
    sandbox: str
    status: Status
    items: tuple[ItemResult, ...]
    seconds: float
    notebooks: Mapping[str, str] = field(default_factory=dict)
    scores: tuple[NotebookScore, ...] = ()

    @property
    def unscored(self) -> tuple[str, ...]:
        """The notebooks whose items have no score: not handed in, or refused."""
        scored = {score.name for score in self.scores}
        names = dict.fromkeys(entry.item.notebook for entry in self.items)
        return tuple(name for name in names if name not in scored)

    @property
    def score(self) -> float:
        """The sum over the items."""
        return sum(entry.score for entry in self.items)
