"""`terakoya check`: the author's quality gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated

import typer

from terakoya import authoring
from terakoya.cli.console import print_json, say, show_progress, warn
from terakoya.cli.session import Session
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace, suggest

__all__ = ["check"]

_ONLY = _("Run only this check (repeatable): {names}.").format(
    names=", ".join(authoring.check_names())
)


def check(
    assignments: Annotated[
        list[str] | None, typer.Argument(help=_("Which assignments; all where none is named."))
    ] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help=_ONLY)] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help=_("Clear saved outputs in source/ before that."))
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Check assignments before their release: form, release, reference, written answers."""
    session = Session.here()
    known = authoring.check_names()
    names = tuple(only or known)
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise UsageError(
            _("There is no check {name}.").format(name=", ".join(unknown)),
            remedy=suggest(", ".join(unknown), known),
        )
    workspace = session.workspace
    subjects, unread = session.read_assignments(session.choose(assignments))
    if fix:
        _clear(workspace, subjects, quiet=json)
    total = sum(authoring.count_trials(workspace, entry, names) for entry in subjects)
    found: list[tuple[str, authoring.Finding]] = []
    with show_progress(_("Checking"), total, quiet=json) as progress:
        for entry in subjects:
            findings = authoring.check_assignment(workspace, entry, names, progress.advance)
            found += [(entry.id, finding) for finding in findings]
    hints = {
        entry.id: authoring.suggest_answers(workspace, entry)
        for entry in subjects
        if "answers" in names
    }
    if json:
        document = [{"assignment": name, **asdict(finding)} for name, finding in found]
        ids = [entry.id for entry in subjects]
        told = [{"assignment": name, "what": hint} for name, hint in hints.items() if hint]
        print_json({"assignments": ids, "findings": document, "hints": told})
    else:
        _print(found, [entry.id for entry in subjects], hints)
    for problem in unread:
        warn(problem.sentence)
    if found or unread:
        raise typer.Exit(1)


def _clear(workspace: Workspace, subjects: list[Assignment], *, quiet: bool) -> None:
    for entry in subjects:
        for name in authoring.clear_outputs(workspace, entry):
            if not quiet:
                file = f"source/{entry.id}/{name}.ipynb"
                say(_("{file}: saved outputs are cleared.").format(file=file))


def _print(
    found: list[tuple[str, authoring.Finding]], subjects: list[str], hints: Mapping[str, str]
) -> None:
    for name in subjects:
        mine = [finding for owner, finding in found if owner == name]
        verdict = _("good") if not mine else _("{n} to correct").format(n=len(mine))
        say(f"{name}: {verdict}")
        for finding in mine:
            say(f"  [{finding.check}] {finding.sentence}")
        if hint := hints.get(name):
            say(f"  {hint}")
