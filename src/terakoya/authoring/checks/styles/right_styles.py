"""Right answers in another style that lose points."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found
from terakoya.authoring.mutants.reporting import STUDY, place_of
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["ColumnOrder", "MessageText", "OneKindOnly", "PandasHabit", "RowOrder", "TightTolerance"]


class RowOrder(Check):
    """A test wants the rows of a table in one order, and the task does not ask for it.

    Why:
        A learner who sorted otherwise, or not at all, is right and loses the points.

    Example:
        assert waits.iloc[0] == 12

    Remedy:
        Look rows up by their label, or sort both sides in the test; or say the order in the task.
    """

    code = "TK911"
    name = "row-order"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item."""
        what = _("The check of {item} fails when the rows of {name} are in another order{said}.")
        remedy = _("Look rows up by label, or sort both sides; or say the order in the task.")
        yield from _tell(subject, ("row-order",), what, remedy)


class ColumnOrder(Check):
    """A test wants the columns of a table, or the keys of a dictionary, in one order.

    Why:
        The task does not ask for it, and a learner who made them in another order is right.

    Example:
        assert list(table.columns) == ["people", "share"]

    Remedy:
        Compare the names as a set, and each column by its name.
    """

    code = "TK912"
    name = "column-order"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item."""
        what = _("The check of {item} fails when the columns of {name} are in another order{said}.")
        remedy = _("Compare names as a set, and each column by its name.")
        yield from _tell(subject, ("column-order",), what, remedy)


class TightTolerance(Check):
    """A test wants the last digit of a broken number.

    Why:
        Another order of the same steps gives another last digit, and a right answer loses.

    Example:
        assert share == 0.1 + 0.2

    Remedy:
        Compare with a tolerance: `math.isclose`, `np.allclose` or `abs(… - …) < 1e-6`.
    """

    code = "TK913"
    name = "tight-tolerance"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item."""
        what = _("The check of {item} fails when {name} differs in the thirteenth digit{said}.")
        remedy = _("Compare with a tolerance, as math.isclose does.")
        yield from _tell(subject, ("float-noise",), what, remedy)


class MessageText(Check):
    """A test wants the words of an error's message, and the task does not say them.

    Why:
        A learner's own words are as good.

    Example:
        assert str(error) == "no data"

    Remedy:
        Test the type of the error alone, or say the words in the task.
    """

    code = "TK914"
    name = "message-text"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item."""
        what = _("The check of {item} fails when an error has other words{said}.")
        remedy = _("Test the type of the error, or say the words in the task.")
        yield from _tell(subject, ("message",), what, remedy)


class OneKindOnly(Check):
    """A test takes a value of one kind only, and the task leaves the kind open.

    Why:
        A list for a column, or numpy's number for Python's, is the same answer.

    Example:
        assert type(total) is int

    Remedy:
        Convert before you compare: `list(…)`, `int(…)`, `float(…)`; or say the kind in the task.
    """

    code = "TK915"
    name = "one-kind-only"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item."""
        remedy = _("Convert before you compare, or say the kind in the task.")
        what = _("The check of {item} fails when {name} is numpy's number, not Python's{said}.")
        yield from _tell(subject, ("library-numbers",), what, remedy)
        what = _("The check of {item} fails when {name} is a list, not an array or column{said}.")
        yield from _tell(subject, ("list-for-column",), what, remedy)
        what = _("The check of {item} fails when {name} is a tuple, not a list{said}.")
        yield from _tell(subject, ("tuple-for-list",), what, remedy)


class PandasHabit(Check):
    """A test wants texts or moments as one version of pandas keeps them.

    Why:
        pandas 2 has texts as `object` and moments in nanoseconds; pandas 3 has `str` and
        microseconds. A right answer may have either.

    Example:
        assert table["name"].dtype == object

    Remedy:
        Compare values, or ask `pd.api.types.is_string_dtype` and `is_datetime64_any_dtype`.
    """

    code = "TK916"
    name = "pandas-habit"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item."""
        remedy = _("Compare values, or use pd.api.types.is_string_dtype and its like.")
        what = _("The check of {item} fails when texts in {name} are of the other dtype{said}.")
        yield from _tell(subject, ("object-texts",), what, remedy)
        what = _("The check of {item} fails when moments in {name} have another unit{said}.")
        yield from _tell(subject, ("time-unit",), what, remedy)


def _tell(subject: Subject, kinds: tuple[str, ...], what: str, remedy: str) -> Iterator[Found]:
    for study in subject.once(STUDY):
        for lapse in study.lapses:
            if lapse.kind in kinds:
                line = _(" (line {line})").format(line=lapse.line) if lapse.line else ""
                said = f"{line}: {' '.join(lapse.message.split())[:160]}" if lapse.message else line
                text = what.format(item=study.item.id, name=lapse.name, said=said)
                yield Found(place_of(subject, study.item), text, remedy)
