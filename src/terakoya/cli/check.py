"""`terakoya check`: the author's quality gate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from terakoya import authoring
from terakoya.cli.console import print_json, say, show_progress, warn
from terakoya.cli.session import Session
from terakoya.errors import TerakoyaError, UsageError
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace, suggest

__all__ = ["check"]

_ONLY = _("Run only this check (repeatable): {names}.").format(
    names=", ".join(authoring.group_names())
)


def check(
    assignments: Annotated[
        list[str] | None, typer.Argument(help=_("Which assignments; all where none is named."))
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help=_ONLY)] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="CODES",
            help=_("Run only the checks whose codes begin so: TK1,TK301 (repeatable)."),
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            "--ignore",
            metavar="CODES",
            help=_("Leave out the checks whose codes begin so (repeatable)."),
        ),
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help=_("Clear saved outputs in source/ before that."))
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Check assignments before their release: form, release, reference, written answers."""
    session = Session.here()
    selection = _read_selection(only, select, ignore)
    by_code = bool(selection.select or selection.ignore)
    registry = authoring.read_registry(None if by_code else selection.groups or None)
    selection.require_known(registry)
    subjects, unread, unknown = _read_assignments(session, session.choose(assignments), registry)
    if fix:
        _clear(session.workspace, subjects, quiet=json)
    reports = [*_examine(session.workspace, subjects, registry, selection, quiet=json), *unread]
    if json:
        print_json(_as_json(reports))
    else:
        _print(reports)
    problems = [*unknown, *registry.problems]
    for problem in problems:
        warn(problem.sentence)
    if problems or any(report.to_correct for report in reports):
        raise typer.Exit(1)


def _read_selection(
    only: Sequence[str] | None, select: Sequence[str] | None, ignore: Sequence[str] | None
) -> authoring.Selection:
    """Return what is wanted.

    Raises:
        UsageError: there is no group of that name.
    """
    known = authoring.group_names()
    if unknown := sorted(set(only or ()) - set(known)):
        raise UsageError(
            _("There is no check {name}.").format(name=", ".join(unknown)),
            remedy=suggest(", ".join(unknown), known),
        )
    return authoring.Selection(tuple(only or ()), _codes(select), _codes(ignore))


def _codes(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return the codes of an option that may be repeated, and hold several at once."""
    return tuple(code for one in given or () for code in re.split(r"[,\s]+", one) if code)


def _read_assignments(
    session: Session, names: Sequence[str], registry: authoring.Registry
) -> tuple[list[Assignment], list[authoring.Report], list[UsageError]]:
    """Return the assignments, reports on those that cannot be read, and names that are none.

    Raises:
        UsageError: no name is that of an assignment.
    """
    read: list[Assignment] = []
    unread: list[authoring.Report] = []
    unknown: list[UsageError] = []
    for name in names:
        try:
            read.append(session.workspace.read_assignment(name))
        except UsageError as error:
            unknown.append(error)
        except TerakoyaError as error:
            unread.append(authoring.report_unreadable(registry, name, error))
    if unknown and not read and not unread:
        raise unknown[0]
    return read, unread, unknown


def _examine(
    workspace: Workspace,
    subjects: Sequence[Assignment],
    registry: authoring.Registry,
    selection: authoring.Selection,
    *,
    quiet: bool,
) -> list[authoring.Report]:
    total = sum(authoring.count_trials(workspace, entry, registry, selection) for entry in subjects)
    with show_progress(_("Checking"), total, quiet=quiet) as progress:
        return [
            authoring.examine(workspace, entry, registry, selection, progress.advance)
            for entry in subjects
        ]


def _clear(workspace: Workspace, subjects: list[Assignment], *, quiet: bool) -> None:
    for entry in subjects:
        for name in authoring.clear_outputs(workspace, entry):
            if not quiet:
                file = f"source/{entry.id}/{name}.ipynb"
                say(_("{file}: saved outputs are cleared.").format(file=file))


def _as_json(reports: Sequence[authoring.Report]) -> dict[str, object]:
    return {
        "assignments": [report.assignment for report in reports],
        "findings": [one.as_json() for report in reports for one in report.to_correct],
        "hints": [one.as_json() for report in reports for one in report.hints],
        "ignored": [
            {**one.finding.as_json(), "reason": one.reason}
            for report in reports
            for one in report.ignored
        ],
        "figures": {report.assignment: dict(report.figures) for report in reports},
    }


def _print(reports: Sequence[authoring.Report]) -> None:
    """Say what was found; what could not be looked at at all comes last, on standard error."""
    for report in (report for report in reports if report.was_read):
        count = len(report.to_correct)
        verdict = _("{n} to correct").format(n=count) if count else _("good")
        say(f"{report.assignment}: {verdict}")
        for finding in report.to_correct:
            say(f"  {finding.code} [{finding.check}] {finding.sentence}")
        if report.ignored:
            codes = ", ".join(dict.fromkeys(one.finding.code for one in report.ignored))
            say(_("  ignored by assignment.toml: {codes}").format(codes=codes))
        for hint in report.hints:
            say(f"  {hint.what}")
    links = (one.link for report in reports for one in report.findings)
    for page in dict.fromkeys(link.partition("#")[0] for link in links if link):
        say(_("What the codes mean: {page}").format(page=page))
    for report in (report for report in reports if not report.was_read):
        for finding in report.findings:
            warn(finding.sentence)
