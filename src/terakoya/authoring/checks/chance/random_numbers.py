"""Tests whose verdict depends on random numbers that nobody has seeded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from terakoya_autograde import ItemResult, Result, has_drawn, vary_chance

from terakoya.authoring.finding import Found
from terakoya.authoring.rule import Check, Work
from terakoya.authoring.subject import Subject
from terakoya.authoring.written_answers import put_answers
from terakoya.language import gettext as _

__all__ = ["TIMES", "DecidedByChance"]

TIMES = 20
"""How often the model solution is graded where chance may decide."""

_FIRST = 2  # runs that show whether anything is drawn that nobody seeded, or differs anyway


def _run_by_chance(subject: Subject) -> tuple[Sequence[ItemResult], ...]:
    """Return what each run gave for those items for which the runs do not agree.

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
    return tuple(_differing(results))


RUNS = Work(_run_by_chance, lambda _workspace, _assignment: TIMES)
"""The model solution, graded with other random numbers each time."""


class DecidedByChance(Check):
    """The model solution loses points with some random numbers, and with others it does not.

    Why:
        Two learners with the same right answer get different points.

    Example:
        assert abs(np.random.default_rng().normal(size=50).mean()) < 0.1

    Remedy:
        Seed the random numbers in the test, or widen its tolerance. See
        {doc}`../explanation/randomness`.
    """

    code = "TK621"
    name = "decided-by-chance"
    work = RUNS

    def look(self, subject: Subject) -> Iterator[Found]:
        """Yield each such item: how often it loses points, and why."""
        for entries in subject.once(RUNS):
            most = max(entry.score for entry in entries)
            lost = [entry for entry in entries if entry.score < most]
            item = entries[0].item
            what = _(
                "Chance decides the check {item}: in {count} of {times} runs with other random "
                "numbers the reference solution loses points: {message}"
            ).format(
                item=item.id,
                count=len(lost),
                times=len(entries),
                message=lost[0].message or lost[0].status.value,
            )
            remedy = _("Seed the random numbers in the check, or widen its tolerance.")
            yield Found(subject.place_of(item.notebook, item.id), what, remedy)


def _differing(results: Sequence[Result]) -> list[Sequence[ItemResult]]:
    of_items = zip(*(result.items for result in results), strict=True)
    return [entries for entries in of_items if len({entry.score for entry in entries}) > 1]
