"""Comparisons of tests that some wrong values pass: docs/how-to/compare-in-checks.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terakoya_autograde.checks import Weak, find_weak_comparisons, read_cells

from terakoya.authoring.finding import Found, Place
from terakoya.authoring.rule import Check, Work
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["PassedByMissing", "PassedByMutualErrors", "PassedBySmall"]


def _compare(subject: Subject) -> tuple[tuple[Place, Weak], ...]:
    found = []
    for name, source in subject.sources.items():
        master = subject.version.master.notebooks[name]
        cells = read_cells(subject.released[name], master, source)
        for item, weak in find_weak_comparisons(cells).items():
            place = subject.place_of(name, item)
            found += [(Place(place.path, place.cell, one.line, item), one) for one in weak]
    return tuple(found)


WEAK = Work(_compare)
"""Every weak comparison of an assignment, with its place."""


class PassedByMissing(Check):
    """A column of NaN, or a list with NaN in it, passes a test.

    Why:
        NaN is neither more nor less than anything, so a difference that is NaN is not “too large”.
        A learner whose whole column is missing gets the points.

    Example:
        assert not (abs(table["share"] - expected) > 0.01).any()

    Remedy:
        Compare with `np.allclose` or `pd.testing`, or test for missing values as well. See
        {doc}`../how-to/compare-in-checks`.
    """

    code = "TK601"
    name = "passed-by-missing"
    work = WEAK

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such comparison."""
        sentences = {
            "nan": _("The check {item} is passed by a column of NaN (line {line}: {text})."),
            "nan-later": _(
                "The check {item} is passed by a list with nan in it, or a shorter one (line "
                "{line}: {text})."
            ),
        }
        yield from _tell(subject, sentences)


class PassedBySmall(Check):
    """Any value that is too small passes a test.

    Why:
        A difference without `abs` is negative for every value that is too small.

    Example:
        assert total - 100 < 0.01

    Remedy:
        Compare both ways: `assert abs(total - 100) < 0.01`. See
        {doc}`../how-to/compare-in-checks`.
    """

    code = "TK602"
    name = "passed-by-small"
    work = WEAK

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such comparison."""
        sentence = _(
            "The check {item} is passed by any value that is too small (line {line}: {text})."
        )
        yield from _tell(subject, {"small": sentence})


class PassedByMutualErrors(Check):
    """Errors that cancel one another out pass a test.

    Why:
        A sum or a mean of differences is 0, too, where one value is as much too large as another
        one is too small.

    Example:
        assert abs((mine - expected).sum()) < 0.01

    Remedy:
        Take the absolute value of each difference first. See {doc}`../how-to/compare-in-checks`.
    """

    code = "TK603"
    name = "passed-by-mutual-errors"
    work = WEAK

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such comparison."""
        sentence = _("The check {item} is passed by errors that cancel out (line {line}: {text}).")
        yield from _tell(subject, {"both-ways": sentence})


def _tell(subject: Subject, sentences: Mapping[str, str]) -> Iterator[Found]:
    remedy = _("Compare as docs/how-to/compare-in-checks.md shows, or test for that as well.")
    for place, weak in subject.once(WEAK):
        if weak.passed_by in sentences:
            what = sentences[weak.passed_by]
            said = what.format(item=place.item, line=weak.line, text=weak.text)
            yield Found(place, said, remedy)
