"""Checks of items that have to run in the learner's own process."""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.finding import Found, Severity
from terakoya.authoring.rule import Check
from terakoya.authoring.subject import Subject
from terakoya.language import gettext as _

__all__ = ["UnprotectedItem"]


class UnprotectedItem(Check):
    """The test of an item has to run in the learner's process.

    Why:
        Code of a learner can touch it there: replace a function that the test calls, or write the
        result that it looks for. Elsewhere tests run in a clean room, on plain values.

    Example:
        assert model.score(x, y) > 0.8

    Remedy:
        Test plain values: end a line such as `slope = model.coef_[0]` with `### PROBE`, or test
        what the function returns. See {doc}`../explanation/checks`.
    """

    code = "TK611"
    name = "unprotected-item"
    severity = Severity.WARNING

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item, and why it is so."""
        remedy = _(
            "Test plain values: end a line such as `slope = model.coef_[0]` with ### PROBE, "
            "or test what the function returns."
        )
        for notebook, reasons in subject.version.unprotected.items():
            for item, reason in reasons.items():
                what = _("The check {item} is unprotected: {reason}")
                said = what.format(item=item, reason=reason)
                yield Found(subject.place_of(notebook, item), said, remedy)
