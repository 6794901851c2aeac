"""What a check is: a class with a code, a severity, and a docstring that is its page.

The docstring begins with one sentence on what is found. Three sections follow it: ``Why:`` says why
that is bad, ``Example:`` shows it, ``Remedy:`` says what to do. docs/reference/checks.md is made
from them. A code is never used again for anything else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

from terakoya.authoring.finding import Found, Severity
from terakoya.model import Assignment
from terakoya.workspace import Workspace

if TYPE_CHECKING:
    from terakoya.authoring.subject import Subject

__all__ = ["Check", "Rule", "Work"]

Done = TypeVar("Done")


def _no_steps(_workspace: Workspace, _assignment: Assignment) -> int:
    return 0


@dataclass(frozen=True, eq=False)
class Work(Generic[Done]):
    """What several checks look at, done once for an assignment: `Subject.once`.

    Attributes:
        do: does it and returns what the checks look at.
        steps: how many times it will call `Subject.advance`.
    """

    do: Callable[[Subject], Done]
    steps: Callable[[Workspace, Assignment], int] = _no_steps


class Rule:
    """Something that can be found.

    Attributes:
        code: letters and three digits, TK101. The letters name who wrote it.
        name: two or three words with hyphens between.
        severity: how bad it is.
        is_obstacle: whether nothing else can be looked at while this is so.
        refused: whether `terakoya release` refuses it, too: ``before`` nbgrader makes the release,
            or by what it has ``made``.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR
    is_obstacle: ClassVar[bool] = False
    refused: ClassVar[Literal["", "before", "made"]] = ""

    @classmethod
    def can_be_ignored(cls) -> bool:
        """Tell whether an author may decide that a finding is right as it is."""
        return not cls.is_obstacle and not cls.refused


class Check(Rule, ABC):
    """A rule that looks for itself.

    Attributes:
        work: what it shares with other checks, if anything; its steps are counted for the bar.
    """

    work: ClassVar[Work[Any] | None] = None

    @abstractmethod
    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield everything of this kind in one assignment."""
