"""Places in a folded text that may be personal data, and which of them count where they overlap."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from terakoya.guard.kinds_of_data import Kind

__all__ = ["Candidate", "choose"]


@dataclass(frozen=True)
class Candidate:
    """A place that may be personal data.

    Attributes:
        kind: what it would be.
        start, end: where, in the folded text.
        weight: how sure it is; of two that overlap the surer one counts, then the longer one.
    """

    kind: Kind
    start: int
    end: int
    weight: int


def choose(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the candidates that count, in order; no two of them overlap."""
    best_first = sorted(
        set(candidates), key=lambda one: (-one.weight, one.start - one.end, one.start, one.kind)
    )
    chosen: list[Candidate] = []
    starts: list[int] = []
    for one in best_first:
        place = bisect_left(starts, one.start)
        if place < len(chosen) and chosen[place].start < one.end:
            continue
        if place and chosen[place - 1].end > one.start:
            continue
        chosen.insert(place, one)
        starts.insert(place, one.start)
    return chosen
