"""Are the checks' comparisons such that no wrong value slips through?"""

from __future__ import annotations

from collections.abc import Iterator

from terakoya_autograde.checks import Weak, find_weak_comparisons, read_cells

from terakoya.authoring.quality import Subject
from terakoya.language import gettext as _

__all__ = ["check"]


def check(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield every comparison with a learner's value that some wrong value passes."""
    remedy = _("Compare as docs/how-to/compare-in-checks.md shows, or test for that as well.")
    for name, source in subject.sources.items():
        cells = read_cells(subject.released[name], subject.version.master.notebooks[name], source)
        where = f"source/{subject.assignment.id}/{name}.ipynb"
        for item, found in find_weak_comparisons(cells).items():
            for weak in found:
                yield where, _tell(item, weak), remedy


def _tell(item: str, weak: Weak) -> str:
    sentences = {
        "nan": _("The check {item} is passed by a column of NaN (line {line}: {text})."),
        "nan-later": _(
            "The check {item} is passed by a list with nan in it, or a shorter one (line {line}: "
            "{text})."
        ),
        "small": _(
            "The check {item} is passed by any value that is too small (line {line}: {text})."
        ),
        "both-ways": _(
            "The check {item} is passed by errors that cancel out (line {line}: {text})."
        ),
    }
    return sentences[weak.passed_by].format(item=item, line=weak.line, text=weak.text)
