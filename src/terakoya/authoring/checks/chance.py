"""Does a check give the reference solution the same points, whatever random numbers are drawn?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from terakoya_autograde import ItemResult, Result, has_drawn, vary_chance

from terakoya.authoring.answers import put_answers
from terakoya.authoring.quality import TIMES, Subject
from terakoya.language import gettext as _

__all__ = ["check"]

_FIRST = 2  # runs that show whether anything is drawn that nobody seeded, or differs anyway


def check(subject: Subject) -> Iterator[tuple[str, str, str]]:
    """Yield every item for which chance decides what the reference solution scores.

    Numbers that nobody has seeded begin elsewhere in each run. Where the first runs drew none and
    give the same points, there are no more.
    """
    full = {
        name: put_answers(notebook, subject.reference)
        for name, notebook in subject.released.items()
    }
    versions = [vary_chance(subject.version, variant) for variant in range(TIMES)]
    results = subject.grade([full] * _FIRST, versions[:_FIRST])
    rest = versions[_FIRST:]
    if any(map(has_drawn, versions)) or _differing(results):
        results += subject.grade([full] * len(rest), rest)
    else:
        for _version in rest:
            subject.advance(subject.assignment.id)
    for entries in _differing(results):
        yield _explain(subject, entries)


def _differing(results: Sequence[Result]) -> list[Sequence[ItemResult]]:
    """Return what each run gave for those items for which the runs do not agree."""
    of_items = zip(*(result.items for result in results), strict=True)
    return [entries for entries in of_items if len({entry.score for entry in entries}) > 1]


def _explain(subject: Subject, entries: Sequence[ItemResult]) -> tuple[str, str, str]:
    """Say how often an item loses points, and why."""
    most = max(entry.score for entry in entries)
    lost = [entry for entry in entries if entry.score < most]
    what = _(
        "Chance decides the check {item}: in {count} of {times} runs with other random numbers "
        "the reference solution loses points: {message}"
    ).format(
        item=entries[0].item.id,
        count=len(lost),
        times=len(entries),
        message=lost[0].message or lost[0].status.value,
    )
    remedy = _("Seed the random numbers in the check, or widen its tolerance.")
    return f"source/{subject.assignment.id}/{entries[0].item.notebook}.ipynb", what, remedy
