"""What a cell shows, or a test finds, that is another thing in the next run."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.checks.chance.random_numbers import RUNS
from terakoya.authoring.finding import Found, Severity
from terakoya.authoring.mutants.run_differences import OTHER_RUNS
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["DecidedByOrder", "ShownByChance"]

_LONGEST = 80


class ShownByChance(Check):
    """A cell shows something else in another run, without anything having been changed.

    Why:
        A learner compares what is shown with the book or with a colleague, and finds a mistake
        where there is none. A handout made again is another one.

    Example:
        print({"tax", "pension"})

        The order of a set is settled anew whenever Python starts, and so are numbers that nobody
        has seeded. Others come from the system: the time, the order of a folder's files, the
        folder's name.

    Remedy:
        Show `sorted(...)` of a set and of files, seed random numbers, and take days from the data.
    """

    code = "TK622"
    name = "shown-by-chance"
    severity = Severity.WARNING
    work = OTHER_RUNS

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such cell, with the first line that differs."""
        for runs in subject.once(OTHER_RUNS):
            cells = {cell.number: cell for cell in subject.notebooks[runs.notebook]}
            for number, shown in runs.shown.items():
                other = next((text for text in shown if text != shown[0]), None)
                if other is None:
                    continue
                what = _("It shows something else in another run: “{one}”, and “{other}”.")
                one, two = _first_difference(shown[0], other)
                remedy = _(
                    "Sort sets and lists of files, seed random numbers, take days from the data."
                )
                yield Found(cells[number].place(), what.format(one=one, other=two), remedy)


class DecidedByOrder(Check):
    """The model solution loses points in some runs, and in others it does not.

    Why:
        Two learners with the same right answer get different points, or the same one after grading
        again.

    Example:
        assert list(set(names))[0] == "tax"

        The order of a set is settled anew whenever Python starts.

    Remedy:
        Sort what has no order, or compare sets with sets.
    """

    code = "TK623"
    name = "decided-by-order"
    work = OTHER_RUNS

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item that random numbers do not explain."""
        for runs in subject.once(OTHER_RUNS):
            torn = [item for item, said in runs.lost.items() if None in said]
            drawn = {one[0].item.id for one in subject.once(RUNS)} if torn else set()
            for item in torn:
                if item in drawn:
                    continue
                said = next(one for one in runs.lost[item] if one is not None)
                words = " ".join(said.split())[:160] or _("without a word")
                what = _("The check {item} finds something else in another run ({message}).")
                remedy = _("Sort what has no order, such as sets and lists of files.")
                place = subject.place_of(runs.notebook, item)
                yield Found(place, what.format(item=item, message=words), remedy)


def _first_difference(one: str, other: str) -> tuple[str, str]:
    """Return the first lines that differ, around the place where they do."""
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    lines = next(((a, b) for a, b in pairs if a != b), (one, other))
    same = next((n for n, (a, b) in enumerate(zip(*lines, strict=False)) if a != b), 0)
    start = max(0, same - _LONGEST // 4)
    first, second = (" ".join(line[start : start + _LONGEST].split()) for line in lines)
    return first, second
