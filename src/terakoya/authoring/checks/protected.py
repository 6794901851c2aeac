"""Does every check run where no learner's code can touch it?"""

from __future__ import annotations

from collections.abc import Iterator

from terakoya.authoring.quality import Subject
from terakoya.language import gettext as _

__all__ = ["check"]


def check(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield every item whose check has to run in the learner's process, and why."""
    remedy = _(
        "Test plain values: end a line such as `slope = model.coef_[0]` with ### PROBE, "
        "or test what the function returns."
    )
    for notebook, reasons in subject.version.unprotected.items():
        for item, reason in reasons.items():
            where = f"source/{subject.assignment.id}/{notebook}.ipynb"
            what = _("The check {item} is unprotected: {reason}").format(item=item, reason=reason)
            yield where, what, remedy
