"""`terakoya demo`: two cohorts all the way, then the site."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from terakoya_autograde.sandbox import sandbox_available

from terakoya.cli.console import print_json, print_table, say, show_progress, warn
from terakoya.cli.serve import LocalSite
from terakoya.demo import CohortResult, Demo, DemoResult, run_demo
from terakoya.errors import GradingError, WorkspaceError
from terakoya.grading import Entry, describe_run
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.portal.serving import require_port
from terakoya.workspace import Workspace, find_workspace

__all__ = ["default_folder", "demo", "own_name"]

_NAME = "terakoya"
_USUAL_PORT = 8000
"""Of every site of Terakoya's: two at a time need another one."""


def demo(
    learners: Annotated[
        int,
        typer.Option(
            min=1,
            max=5000,
            help=_("How many learners; of the second cohort, on generative AI, a fifth as many."),
        ),
    ] = 30,
    to: Annotated[
        Path | None, typer.Option(help=_("The scratch folder; emptied if it is a demo's."))
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=256, help=_("How many submissions at once."))
    ] = os.cpu_count() or 1,
    port: Annotated[int, typer.Option(help=_("The port of the site; 0 for any."))] = _USUAL_PORT,
    no_serve: Annotated[bool, typer.Option("--no-serve", help=_("Stop after the table."))] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Take two made-up cohorts all the way, print their tables, then serve the site."""
    if not no_serve:
        require_port(port)
    folder = to or default_folder()
    step = partial(show_progress, quiet=json)
    if not json:
        _say_what_comes(served=not no_serve)
    shut_in = sandbox_available()
    if not shut_in:  # these submissions are our own, so they may run without
        warn(_("Warning: no sandbox on this machine; terakoya doctor says why."))
    result = run_demo(Demo(folder.resolve(), learners, workers, shut_in), step)
    if json:
        print_json(_document(result))
    else:
        _print(result)
        if to is None:  # that command finds it there
            _say_office(None if no_serve else port)
    if result.refused or result.failed:
        raise GradingError("\n".join([*result.refused, *result.failed]))
    if not no_serve:
        _serve(result, port, sandbox=shut_in, quiet=json)


def _say_what_comes(*, served: bool) -> None:
    """Say the steps by the names under which their progress is shown, and how long they take."""
    steps = [_("Releasing"), _("Grading"), _("Feedback"), _("Table")]
    steps += [_("Apps, handouts and slides"), _("Site")] if served else []
    numbered = "  ".join(f"{number}. {name}" for number, name in enumerate(steps, 1))
    warn(_("What comes: {steps}").format(steps=numbered))
    warn(
        _("With 30 learners it takes 3 to 15 minutes, as fast as the machine is. Ctrl-C stops it.")
    )


def _say_office(taken: int | None) -> None:
    """Say how to see the same as an office, in a terminal like this one.

    Args:
        taken: the port of the site that comes now; None where none comes.
    """
    words = [own_name(), "serve", "--demo"]
    if taken == _USUAL_PORT:
        words.append(f"--port={taken + 1}")
    said = _("As an office, with a login for each role: {command}")
    say(said.format(command=shlex.join(words)))


def own_name() -> str:
    """Return how this command can be typed again: its name, or the path by which it was called."""
    called = sys.argv[0]
    if Path(called).name != _NAME:  # another program runs it
        return _NAME
    found = shutil.which(_NAME)
    is_ours = found is not None and Path(found).resolve() == Path(called).resolve()
    return _NAME if is_ours else called


def _serve(result: DemoResult, port: int, *, sandbox: bool, quiet: bool) -> None:
    site = LocalSite(result.workspace, result.database, port=port, sandbox=sandbox, quiet=quiet)
    if problems := site.build():
        raise GradingError("\n".join(problems))
    site.serve()


def default_folder() -> Path:
    """Return var/demo of the workspace around here, or a new folder among the temporary ones."""
    try:
        return find_workspace(Path.cwd()).var / "demo"
    except WorkspaceError:
        return Path(tempfile.mkdtemp(prefix="terakoya-demo-"))


def _handed_in(result: CohortResult) -> list[Entry]:
    return [entry for entry in result.summary.entries if entry.submission is not None]


def _document(result: DemoResult) -> dict[str, object]:
    """What came out of the first cohort, and under `cohorts` the same of each one."""
    documents = [_of_cohort(result, each) for each in result.cohorts]
    return {**documents[0], "cohorts": documents}


def _of_cohort(result: DemoResult, one: CohortResult) -> dict[str, object]:
    entries = _handed_in(one)
    graded = [entry for entry in entries if entry.grading is not None]
    return {
        "course": one.cohort.course_id,
        "submissions": one.submissions,
        "graded": len(graded),
        "lost": one.submissions - len(graded),
        "cohort": str(result.workspace.cohort(one.cohort.id)),
        "statuses": dict(Counter(entry.grading.status for entry in graded if entry.grading)),
        "learners": [_learner(one, entry) for entry in entries],
        "rows": [row for entry in entries for row in _rows(one, entry)],
    }


def _learner(result: CohortResult, entry: Entry) -> dict[str, object]:
    return {
        "learner": entry.learner.id,
        "assignment": entry.assignment_id,
        "kind": result.kinds[entry.learner.id, entry.assignment_id],
        "status": entry.grading.status if entry.grading else None,
        "score": entry.score.score if entry.score else None,
        "max_score": entry.score.max_score if entry.score else None,
    }


def _rows(result: CohortResult, entry: Entry) -> Iterator[dict[str, Any]]:
    for found in result.summary.outcomes(entry):
        yield {
            "learner": entry.learner.id,
            "assignment": entry.assignment_id,
            "kind": result.kinds[entry.learner.id, entry.assignment_id],
            "item": found.item.id,
            "score": found.score,
            "points": found.item.points,
            "status": found.state.value if found.state else None,
        }


def _row(workspace: Workspace, result: CohortResult, entry: Entry) -> list[object]:
    title = workspace.read_assignment(entry.assignment_id).title
    said = title.in_language(current_language())
    kind = result.kinds[entry.learner.id, entry.assignment_id]
    score = f"{entry.score.score:g} / {entry.score.max_score:g}" if entry.score else "–"
    return [entry.learner.id, entry.learner.name, said, kind, describe_run(entry), score]


def _print(result: DemoResult) -> None:
    headings = [_("Staff number"), _("Name"), _("Assignment"), _("Made as"), _("Status")]
    for one in result.cohorts:
        say(f"{one.cohort.title} ({one.cohort.id})")
        rows = (_row(result.workspace, one, entry) for entry in _handed_in(one))
        print_table([*headings, _("Score")], rows)
        text = _("{submissions} submissions, {graded} graded, {lost} lost. Cohort folder: {cohort}")
        say(text.format(**_of_cohort(result, one)))
