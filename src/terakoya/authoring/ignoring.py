"""The ignores of a manifest: an author's decision, with its reason, that a finding is right so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from terakoya.authoring.checks.reading.ignored import (
    ForbiddenIgnore,
    IgnoreOfNothing,
    IgnoreOfUnknownCode,
)
from terakoya.authoring.finding import Finding, Found, Place
from terakoya.authoring.registry import Registry
from terakoya.authoring.selection import nearest_code
from terakoya.language import gettext as _
from terakoya.model import Assignment, Ignore

__all__ = ["Ignored", "find_bad_ignores", "find_idle_ignores", "is_ignored_by", "part_ignored"]


@dataclass(frozen=True)
class Ignored:
    """A finding that its author has decided to leave as it is, and why."""

    finding: Finding
    reason: str


def find_bad_ignores(registry: Registry, assignment: Assignment) -> Iterator[Finding]:
    """Yield the ignores of codes that there are not, or that nobody can ignore."""
    for ignore in assignment.ignores:
        entry = registry.rules.get(ignore.code)
        if entry is None:
            what = _("There is no check with the code {code}.").format(code=ignore.code)
            remedy = nearest_code(ignore.code, registry.rules)
            found = Found(_place(assignment), what, remedy)
            yield registry.tell(IgnoreOfUnknownCode, assignment.id, found)
        elif not entry.rule.can_be_ignored():
            what = _("{code} cannot be ignored: while it is so, the assignment cannot be used.")
            remedy = _("Take the ignore out, and correct what it was to hide.")
            found = Found(_place(assignment), what.format(code=ignore.code), remedy)
            yield registry.tell(ForbiddenIgnore, assignment.id, found)


def find_idle_ignores(
    registry: Registry, assignment: Assignment, found: Sequence[Finding], looked: Collection[str]
) -> Iterator[Finding]:
    """Yield the ignores that nothing was found for, among the codes that were looked for."""
    for ignore in assignment.ignores:
        used = any(is_ignored_by(finding, ignore) for finding in found)
        if ignore.code in looked and not used:
            what = _("The ignore of {code} ignores nothing.").format(code=ignore.code)
            remedy = _("Take it out, or correct its notebook or item.")
            idle = Found(_place(assignment), what, remedy)
            yield registry.tell(IgnoreOfNothing, assignment.id, idle)


def part_ignored(
    assignment: Assignment, found: Sequence[Finding], registry: Registry
) -> tuple[tuple[Finding, ...], tuple[Ignored, ...]]:
    """Return what is to be told, and what its author has decided to leave as it is."""
    told: list[Finding] = []
    ignored: list[Ignored] = []
    for finding in found:
        reasons = [one.reason for one in assignment.ignores if is_ignored_by(finding, one)]
        if reasons and registry.rules[finding.code].rule.can_be_ignored():
            ignored.append(Ignored(finding, reasons[0]))
        else:
            told.append(finding)
    return tuple(told), tuple(ignored)


def is_ignored_by(finding: Finding, ignore: Ignore) -> bool:
    """Tell whether an ignore speaks of a finding."""
    place = finding.place
    return (
        ignore.code == finding.code
        and ignore.notebook in ("", place.notebook)
        and ignore.item in ("", place.item)
    )


def _place(assignment: Assignment) -> Place:
    return Place(f"source/{assignment.id}/assignment.toml")
