"""Answers that are wrong as a whole and pass: nothing, the type alone, the sample alone."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found
from terakoya.authoring.mutants.mutant_runs import SURVIVED
from terakoya.authoring.mutants.reporting import STUDY, place_of, write_test
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["OnlyTheSample", "OnlyTheType", "PartOfTheAnswer", "TestsNothing", "WideTolerance"]


class TestsNothing(Check):
    """A test takes None in the place of what was asked for.

    Why:
        Whoever writes anything gets the points.

    Example:
        assert total is not None or total is None

    Remedy:
        Compare what is asked for with what is right.
    """

    code = "TK903"
    name = "tests-nothing"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each item of which that is so."""
        what = _("The check of {item} passes when {name} is None: it looks at nothing of it.")
        yield from _tell(subject, ("nothing",), what)


class OnlyTheType(Check):
    """A test takes a value that has the right type and size, and says nothing.

    Why:
        Zeros and empty texts get the points.

    Example:
        assert isinstance(total, float)

    Remedy:
        Compare the values, too.
    """

    code = "TK904"
    name = "only-the-type"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each item of which that is so, if it does not pass on nothing anyway."""
        what = _("The check of {item} passes when {name} has only the right type: {difference}.")
        yield from _tell(subject, ("only-the-type",), what, unless=("nothing",))


class OnlyTheSample(Check):
    """A test takes a function that knows the answer for the test's own data only.

    Why:
        Who writes down the number that the test shows gets the points; so does a function that
        takes no notice of an argument.

    Example:
        assert double(2) == 4

        as the only test, and `return 4`.

    Remedy:
        Call it with other values, too, and change every argument.
    """

    code = "TK905"
    name = "only-the-sample"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each item of which that is so."""
        what = _("The check of {item} passes when {name} always gives what it gives first.")
        yield from _tell(subject, ("constant",), what, unless=("nothing", "only-the-type"))
        what = _("The check of {item} passes when {name} takes no notice of its argument {place}.")
        kinds = tuple(f"argument-{place}" for place in range(1, 20))
        yield from _tell(subject, kinds, what, unless=("nothing", "only-the-type", "constant"))


class WideTolerance(Check):
    """A test takes numbers that are clearly wrong.

    Why:
        A tolerance that is wider than rounding lets a wrong way of computing through.

    Example:
        assert abs(rate - 28.4) < 5

    Remedy:
        Allow for rounding alone: half a unit of the last digit that is asked for.
    """

    code = "TK906"
    name = "wide-tolerance"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each item of which that is so."""
        unless = ("nothing", "only-the-type")
        what = _("The check of {item} passes when {name} is 5 % too large: {difference}.")
        yield from _tell(subject, ("five-percent",), what, unless=unless)
        what = _("The check of {item} passes when {name} is one too large: {difference}.")
        yield from _tell(subject, ("one-more",), what, unless=unless)
        what = _("The check of {item} passes when {name} has no fraction: {difference}.")
        yield from _tell(subject, ("cut-off",), what, unless=(*unless, "five-percent"))


class PartOfTheAnswer(Check):
    """A test takes a table or list of which a part is missing or wrong.

    Why:
        A learner who loses the last row, or fills in one wrong, is not told.

    Example:
        assert table.iloc[0]["people"] == 12

    Remedy:
        Compare every row.
    """

    code = "TK907"
    name = "part-of-the-answer"
    work = STUDY

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each item of which that is so."""
        unless = ("nothing", "only-the-type")
        what = _("The check of {item} passes when the last row of {name} is missing.")
        yield from _tell(subject, ("last-row-gone",), what, unless=unless)
        what = _("The check of {item} passes when a number in {name} is wrong: {difference}.")
        yield from _tell(subject, ("one-row-wrong",), what, unless=unless)


def _tell(
    subject: Subject, kinds: tuple[str, ...], what: str, unless: tuple[str, ...] = ()
) -> Iterator[Found]:
    """Yield what survives of these kinds, where no worse kind of the same name does."""
    for study in subject.once(STUDY):
        lived = [one for one in study.outcomes if one.end == SURVIVED and one.line is None]
        worse = {one.before for one in lived if one.kind in unless}
        for outcome in lived:
            if outcome.kind not in kinds or outcome.before in worse:
                continue
            found = outcome.difference
            differs = f"{found.where} = {found.wrong}" if found else ""
            said = what.format(
                item=study.item.id,
                name=outcome.before,
                place=outcome.kind.rpartition("-")[2],
                difference=differs,
            )
            remedy = _("A test that finds it: {test}").format(test=write_test(outcome))
            yield Found(place_of(subject, study.item), said, remedy)
