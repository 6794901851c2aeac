"""The author's quality gate: which checks look at an assignment, in which order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from terakoya.authoring.checks.reading.ignored import IgnoreOfNothing
from terakoya.authoring.checks.reading.readable import BrokenCheck, Unreadable, Unusable
from terakoya.authoring.finding import Finding, Found, Place, Severity
from terakoya.authoring.ignoring import (
    Ignored,
    find_bad_ignores,
    find_idle_ignores,
    part_ignored,
)
from terakoya.authoring.kept_findings import KeptFindings
from terakoya.authoring.registry import FORM_GROUPS, Registered, Registry, read_registry
from terakoya.authoring.rule import Check, Rule, Work
from terakoya.authoring.selection import Selection
from terakoya.authoring.subject import Advance, Subject, read_subject
from terakoya.errors import ManifestError, NotebookError, TerakoyaError
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.plugins import in_one_line, words_aside
from terakoya.workspace import Workspace

__all__ = ["Report", "check_assignment", "count_trials", "examine", "report_unreadable"]


@dataclass(frozen=True)
class Report:
    """What was found in one assignment.

    Attributes:
        findings: what its author has not decided to leave as it is, the form first.
        ignored: what the manifest ignores.
        was_read: whether the assignment could be looked at.
        figures: what was counted, by name: items, mutants, killed, cpu_seconds …
    """

    assignment: str
    findings: tuple[Finding, ...]
    ignored: tuple[Ignored, ...] = ()
    was_read: bool = True
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def to_correct(self) -> tuple[Finding, ...]:
        """The errors and warnings."""
        return tuple(one for one in self.findings if one.severity is not Severity.HINT)

    @property
    def hints(self) -> tuple[Finding, ...]:
        """What is nothing to correct."""
        return tuple(one for one in self.findings if one.severity is Severity.HINT)


def check_assignment(
    workspace: Workspace, assignment: Assignment, names: Sequence[str], advance: Advance
) -> tuple[Finding, ...]:
    """Run the named groups of checks on an assignment and return everything to be corrected."""
    registry, selection = read_registry(names), Selection(groups=tuple(names))
    return examine(workspace, assignment, registry, selection, advance).to_correct


def count_trials(
    workspace: Workspace, assignment: Assignment, registry: Registry, selection: Selection
) -> int:
    """Return how many times the wanted checks will call `advance`; the slow ones do."""
    works: dict[Work[object], Registered] = {}
    for entry in registry.rules.values():
        if entry.check and isinstance(entry.check.work, Work) and selection.takes(entry):
            works[entry.check.work] = entry
    return sum(_count_steps(work, entry, workspace, assignment) for work, entry in works.items())


def _count_steps(
    work: Work[object], entry: Registered, workspace: Workspace, assignment: Assignment
) -> int:
    try:
        return int(work.steps(workspace, assignment))
    except Exception:
        if entry.is_ours:
            raise
        return 0  # the bar is short of it; what is wrong is told when the check looks


def report_unreadable(registry: Registry, assignment_id: str, error: TerakoyaError) -> Report:
    """Return the report on an assignment of which nothing could be looked at."""
    path = f"source/{assignment_id}/assignment.toml"
    found = [Found(Place(path, words=error.where), error.what, error.remedy)]
    if isinstance(error, ManifestError):
        split = [problem.partition(": ") for problem in error.problems]
        found = [Found(Place(path, words=where), what, "") for where, _colon, what in split]
    findings = tuple(registry.tell(Unreadable, assignment_id, one) for one in found)
    return Report(assignment_id, findings, was_read=False)


def examine(
    workspace: Workspace,
    assignment: Assignment,
    registry: Registry,
    selection: Selection,
    advance: Advance,
) -> Report:
    """Run the wanted checks on an assignment.

    What keeps others from looking is found first and told alone, whatever is wanted. Then come
    those that look at the form: what the others find is often what follows from that.
    """
    try:
        subject = read_subject(workspace, assignment, advance)
    except NotebookError as error:
        unreadable = _tell(registry, Unreadable, assignment.id, error)
        return Report(assignment.id, (unreadable,), was_read=False)
    kept, before = KeptFindings.of(subject), _cpu_seconds()
    try:
        report = _Examination(subject, registry, selection, kept).report()
    finally:
        subject.close()
    kept.figures = dict(subject.figures)
    if subject.was_run:
        kept.figures["cpu_seconds"] = round(_cpu_seconds() - before, 1)
    kept.write()
    return replace(report, figures=kept.figures)


def _cpu_seconds() -> float:
    """Return the processor's time of this process and of those that it started and that ended."""
    now = os.times()
    return now.user + now.system + now.children_user + now.children_system


class _Examination:
    """One assignment, looked at by the wanted checks."""

    def __init__(
        self, subject: Subject, registry: Registry, selection: Selection, kept: KeptFindings
    ) -> None:
        self._subject, self._registry, self._selection = subject, registry, selection
        self._kept = kept
        self._looked: list[str] = []

    def report(self) -> Report:
        """Look, and part what the manifest ignores."""
        assignment = self._subject.assignment
        bad = find_bad_ignores(self._registry, assignment)
        found = self._find_obstacles()
        if all(one.code == BrokenCheck.code for one in found):
            found += self._find_others()
        told, ignored = part_ignored(assignment, found, self._registry)
        return Report(assignment.id, (*bad, *told, *self._find_idle(found)), ignored)

    def _find_obstacles(self) -> list[Finding]:
        entries = (one for one in self._registry.rules.values() if one.rule.is_obstacle)
        return sorted((one for entry in entries for one in self._look(entry)), key=_reading_order)

    def _find_others(self) -> list[Finding]:
        """Look group by group; where the assignment cannot be run, what is known until then."""
        found: list[Finding] = []
        wanted = (
            one
            for one in self._registry.rules.values()
            if not one.rule.is_obstacle and self._selection.takes(one)
        )
        try:
            for _name, entries in groupby(wanted, key=lambda entry: entry.group.name):
                found += sorted(self._look_in_turn(entries), key=_reading_order)
        except NotebookError as error:
            found.append(_tell(self._registry, Unusable, self._subject.assignment.id, error))
        return found

    def _look_in_turn(self, entries: Iterable[Registered]) -> Iterator[Finding]:
        for entry in entries:
            yield from self._look(entry)
            self._looked.append(entry.code)

    def _find_idle(self, found: Sequence[Finding]) -> Iterator[Finding]:
        if self._selection.takes(self._registry.rules[IgnoreOfNothing.code]):
            assignment = self._subject.assignment
            yield from find_idle_ignores(self._registry, assignment, found, self._looked)

    def _look(self, entry: Registered) -> list[Finding]:
        if entry.check is None:
            return []
        if entry.is_ours:
            return self._found_by(entry, entry.check)
        try:
            with words_aside():
                return self._found_by(entry, entry.check)
        except (TerakoyaError, KeyboardInterrupt):
            raise
        except BaseException as error:  # noqa: BLE001 - a check of others is a stranger's code
            return [self._tell_broken(entry, error)]

    def _found_by(self, entry: Registered, check: type[Check]) -> list[Finding]:
        name = self._subject.assignment.id
        looks = check().look
        if entry.is_ours and entry.group.name not in FORM_GROUPS:  # it may take long
            return [entry.finding(name, one) for one in self._kept.ask(entry.code, looks)]
        return [entry.finding(name, found) for found in looks(self._subject)]

    def _tell_broken(self, entry: Registered, error: BaseException) -> Finding:
        reason = in_one_line(error)
        what = _("The check {code} of {owner} does not work: {error}").format(
            code=entry.code, owner=entry.group.owner, error=reason
        )
        remedy = _("Update that package or uninstall it; the rest works without.")
        found = Found(Place(self._subject.folder), what, remedy)
        return self._registry.tell(BrokenCheck, self._subject.assignment.id, found)


def _tell(
    registry: Registry, rule: type[Rule], assignment_id: str, error: NotebookError
) -> Finding:
    path = error.where.partition(", ")[0] or f"source/{assignment_id}"
    found = Found(Place(path, error.cell, words=error.where), error.what, error.remedy)
    return registry.tell(rule, assignment_id, found)


def _reading_order(finding: Finding) -> tuple[str, int, int]:
    place = finding.place
    return place.path, place.cell or 0, place.line or 0
