"""What a contender gives: what it cost and what it scored, or why there is nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from terakoya.errors import GradingError
from terakoya.language import gettext as _
from terakoya_bench.material import Material
from terakoya_bench.meter import Cost, Metered

__all__ = ["Contender", "Measured", "Scores", "Unmeasured", "require_scores", "require_success"]

Scores = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Measured:
    """One contender's run.

    Attributes:
        commands: what was run; the same command for each submission is listed once.
        startup: what is paid once for an assignment, however many submissions there are.
        grading: what the `graded` submissions cost.
        submissions: how many there are; figures are scaled where that is more than `graded`.
        scores: submission id → notebook/item → points; a submission without a result is absent.
        facts: versions and whatever else belongs to the figures.
    """

    name: str
    commands: Sequence[Sequence[str]]
    startup: Cost
    grading: Cost
    graded: int
    submissions: int
    scores: Scores
    notes: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def steady(self) -> Cost:
        """What one more submission costs."""
        return self.grading * (1 / self.graded)

    @property
    def total(self) -> Cost:
        """What all submissions cost, the start included; scaled where only some were graded."""
        return self.startup + self.steady * self.submissions

    @property
    def together(self) -> Cost:
        """What one submission costs with its share of the start."""
        return self.total * (1 / self.submissions)

    @property
    def scaled(self) -> bool:
        """Tell whether only some of the submissions were graded."""
        return self.graded < self.submissions


@dataclass(frozen=True)
class Unmeasured:
    """A contender without figures: `state` is "absent" or "failed"."""

    name: str
    state: str
    reason: str
    remedy: str = ""


class Contender(Protocol):
    """Grades the material in its own way."""

    def __call__(self, material: Material) -> Measured | Unmeasured:
        """Grade and measure.

        Raises:
            GradingError: it ended without a result.
        """


def require_scores(measured: Measured) -> Measured:
    """Return `measured` where it scored at least one submission: doing nothing is fast.

    Raises:
        GradingError: it scored none.
    """
    if not measured.scores:
        raise GradingError(_("{name} graded nothing.").format(name=measured.name))
    return measured


def require_success(name: str, metered: Metered) -> Metered:
    """Return `metered` where the command ended well.

    Raises:
        GradingError: it did not; with its last words.
    """
    if metered.code:
        raise GradingError(
            _("{name} ended with {code}: {words}").format(
                name=name, code=metered.code, words=metered.last_words
            )
        )
    return metered
