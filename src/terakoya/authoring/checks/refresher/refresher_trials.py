"""Refreshers on other data: each can be solved, has another answer each time, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terakoya.authoring.finding import Found, Place, Severity
from terakoya.authoring.rule import Check, Work
from terakoya.authoring.subject import Subject
from terakoya.errors import NotebookError
from terakoya.faces.refresher.items import RefresherItem, list_refreshers
from terakoya.faces.refresher.refresher_notebook import write_swap
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace

if TYPE_CHECKING:
    from terakoya.faces.refresher.kit import RefresherKit, Variant

__all__ = [
    "AcceptsOthers",
    "FailsOnOtherData",
    "NoVariant",
    "SameAnswer",
    "SameData",
    "varies_data",
]

SEEDS = (1, 2, 3)


@dataclass(frozen=True)
class RefresherTrial:
    """What a refresher did on other data.

    Attributes:
        refused: why no variant can be made of it, if none can.
        same_data: whether two seeds gave the same files.
        answer: the answer, where it was the same on all data.
        failed: what the model solution was told, where it did not pass.
        takes_others: whether the results of other data pass.
    """

    item: RefresherItem
    refused: NotebookError | None = None
    same_data: bool = False
    answer: object = None
    failed: str | None = None
    takes_others: bool = False


def _try_refreshers(subject: Subject) -> tuple[RefresherTrial, ...]:
    from terakoya_autograde.sandbox import sandbox_available  # noqa: PLC0415 - only where needed

    from terakoya.faces.refresher.kit import open_refreshers  # noqa: PLC0415 - likewise

    workspace, assignment = subject.workspace, subject.assignment
    items = list_refreshers(workspace, assignment)
    if not items or not varies_data(assignment):
        return ()
    shut_in = sandbox_available()
    trials = []
    with open_refreshers(workspace, assignment, sandbox=shut_in, clean_room=False) as kit:
        for item in items:
            if item.checks:
                trials.append(_try_item(kit, item))
            subject.advance(assignment.id)
    return tuple(trials)


def _count(workspace: Workspace, assignment: Assignment) -> int:
    if varies_data(assignment):
        with suppress(NotebookError):  # found by the checks themselves
            return len(list_refreshers(workspace, assignment))
    return 0


TRIALS = Work(_try_refreshers, _count)
"""Every refresher that has data and tests, tried on other data."""


def varies_data(assignment: Assignment) -> bool:
    """Tell whether an assignment has data that can be made anew."""
    return any(entry.generator for entry in assignment.data)


class NoVariant(Check):
    """No variant can be made of a refresher.

    Why:
        Nobody can practise the item again.

    Example:
        The program that makes the data ends with an error for another seed, or `value` in
        `assignment.toml` names a variable that is not there.

    Remedy:
        Correct what the message names.
    """

    code = "TK514"
    name = "no-variant"
    work = TRIALS

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such refresher, and why."""
        for trial in subject.once(TRIALS):
            if trial.refused is not None:
                refused = trial.refused
                yield Found(place_of(subject, trial.item), refused.what, refused.remedy)


class SameData(Check):
    """The program that makes the data writes the same for each seed.

    Why:
        Whoever practises again gets the same data, and the same answer.

    Example:
        A `make_data.py` that reads `--seed` and does not use it.

    Remedy:
        Let the data depend on the number behind `--seed`.
    """

    code = "TK515"
    name = "same-data"
    work = TRIALS

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each refresher of which that is so."""
        for trial in subject.once(TRIALS):
            if trial.same_data:
                what = _("The program that makes the data writes the same for each seed.")
                remedy = _("Let the data depend on the number behind --seed.")
                yield Found(place_of(subject, trial.item), what, remedy)


class SameAnswer(Check):
    """The answer of a refresher is the same on every data.

    Why:
        Whoever remembers it needs not think.

    Example:
        “In which month is the wait longest?”, with data in which it is always March.

    Remedy:
        Ask for a value that depends more on the data.
    """

    code = "TK516"
    name = "same-answer"
    severity = Severity.WARNING
    work = TRIALS

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such refresher, with its answer."""
        for trial in subject.once(TRIALS):
            if trial.answer is not None:
                what = _("The answer is {answer} on every data.").format(answer=trial.answer)
                remedy = _("Ask for a value that depends more on the data.")
                yield Found(place_of(subject, trial.item), what, remedy)


class FailsOnOtherData(Check):
    """The model solution of a refresher does not pass on other data.

    Why:
        Nobody can solve that variant.

    Example:
        assert longest == 42

    Remedy:
        Make the test compute what is right from the data.
    """

    code = "TK517"
    name = "fails-on-other-data"
    work = TRIALS

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such refresher, and what its test says."""
        for trial in subject.once(TRIALS):
            if trial.failed is not None:
                what = _("The reference fails on other data: {message}")
                remedy = _("Make the check compute what is right from the data.")
                said = what.format(message=trial.failed)
                yield Found(place_of(subject, trial.item), said, remedy)


class AcceptsOthers(Check):
    """The test of a refresher takes the results of other data.

    Why:
        An answer that was copied from somebody else, or from the first time, passes.

    Example:
        assert isinstance(longest, int)

    Remedy:
        Tag an item whose result depends on the data.
    """

    code = "TK518"
    name = "accepts-others"
    work = TRIALS

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such refresher."""
        for trial in subject.once(TRIALS):
            if trial.takes_others:
                what = _("The check accepts the results of other data.")
                remedy = _("Tag an item whose result depends on the data.")
                yield Found(place_of(subject, trial.item), what, remedy)


def place_of(subject: Subject, item: RefresherItem) -> Place:
    """Return the place of a refresher's answer cell."""
    words = f"{subject.folder}, {item.id}"
    return Place(subject.path_of(item.notebook), item.answer.number, item=item.id, words=words)


def _try_item(kit: RefresherKit, item: RefresherItem) -> RefresherTrial:
    try:
        variants = [kit.make_variant(item.id, seed, proves=seed == SEEDS[0]) for seed in SEEDS]
    except NotebookError as error:
        return RefresherTrial(item, refused=error)
    mine, other = variants[:2]
    if mine.files == other.files:
        return RefresherTrial(item, same_data=True)
    one_answer = len({variant.answer for variant in variants}) == 1
    verdict = kit.check_code(item.id, mine, item.answer.solved)
    return RefresherTrial(
        item,
        answer=mine.answer if one_answer else None,
        failed=None if verdict.right else verdict.message,
        takes_others=_accepts_swap(kit, item, mine, other),
    )


def _accepts_swap(kit: RefresherKit, item: RefresherItem, mine: Variant, other: Variant) -> bool:
    files = {f"other/{name}": content for name, content in kit.data_files(other).items()}
    return kit.check_code(item.id, mine, write_swap(item), files).right
