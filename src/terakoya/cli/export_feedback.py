"""`terakoya export feedback`: the pages as files to give back, in one zip."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from terakoya import grading
from terakoya.cli.console import print_json, print_table, say, warn
from terakoya.cli.session import Session
from terakoya.errors import ExportError, UsageError
from terakoya.language import gettext as _
from terakoya.records import list_origins
from terakoya.workspace import require_assignment
from terakoya.workspace.atomic import write_bytes

if TYPE_CHECKING:  # what is packed is loaded when something is
    from terakoya.grading import Parcel

__all__ = ["feedback"]

MEGABYTE = 1024**2


def feedback(
    cohort: Annotated[str, typer.Argument(help=_("Which cohort."))],
    assignment: Annotated[
        str | None, typer.Argument(help=_("Which assignment; all where none is named."))
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(help=_("The zip to write; without it, only a table of what would go out.")),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option("--plain", help=_("Name every file by staff number, as no LMS needs them.")),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Write the feedback pages into a zip to give back, named as the hand-ins were."""
    _require_sense(to, json=json)
    session = Session.here()
    chosen = session.require_cohort(cohort)
    summary = grading.summarise(session.workspace, session.database, chosen)
    if assignment not in (None, *summary.outlines):  # a course that is gone has those handed in
        require_assignment(session.workspace.read_course(chosen.course_id), assignment)
    with session.database.reading() as reading:
        origins = list_origins(reading, cohort)
    parcel = grading.plan_parcel(summary, origins, assignment, plain=plain)
    if json:
        print_json(_document(parcel, summary))
    elif to is None:
        _show(parcel)
    elif not parcel.pages:
        raise UsageError(
            _("There is no feedback to give back yet."),
            where=cohort,
            remedy=_("Grade first: terakoya grade {cohort}").format(cohort=cohort),
        )
    else:
        _write(to, grading.pack_feedback(session.workspace, summary, parcel, assignment))
        _say_written(parcel, to)
    if not json:
        _warn(parcel, summary)
    if summary.problems if assignment is None else assignment in summary.problems:
        raise typer.Exit(1)


def _require_sense(to: Path | None, *, json: bool) -> None:
    if json and to is not None:
        raise UsageError(
            _("JSON is printed, not written to a file."),
            where="--json",
            remedy=_("Leave out --to; your shell can write the file: --json > FILE"),
        )
    if to is not None and to.suffix.lower() != ".zip":
        what, remedy = _("Feedback is written as a zip."), _("End its name in .zip.")
        raise UsageError(what, where=str(to), remedy=remedy)


def _show(parcel: Parcel) -> None:
    rows = [
        (page.entry.learner.id, page.entry.learner.name, page.entry.assignment_id, page.place)
        for page in parcel.pages
    ]
    headings = (_("Staff number"), _("Name"), _("Assignment"), _("File in the zip"))
    print_table(headings, rows)
    message = _("Pages that would go out: {n}. Nothing is written; --to FILE.zip writes them.")
    say(message.format(n=len(rows)))


def _say_written(parcel: Parcel, to: Path) -> None:
    message = _("Pages: {n}, in {file} ({size})")
    say(message.format(n=len(parcel.pages), file=to, size=_size(to.stat().st_size)))
    plain = sum(not page.as_it_came for page in parcel.pages)
    if 0 < plain < len(parcel.pages):
        message = _("Named by staff number, as it is not known how they were handed in: {n}.")
        say(message.format(n=plain))
    if len(parcel.assignments) > 1:
        say(_("Each assignment has a folder. An LMS takes one at a time: name the assignment."))


def _size(count: int) -> str:
    """Say a number of bytes as people do: never “0.0 MB”."""
    return f"{count / MEGABYTE:.1f} MB" if count >= MEGABYTE else f"{max(1, count // 1024)} KB"


def _warn(parcel: Parcel, summary: grading.Summary) -> None:
    """Say what does not go out, and what of it is not the last word."""
    if parcel.missing:
        rows = [
            (entry.learner.id, entry.learner.name, entry.assignment_id, _reason(entry, summary))
            for entry in parcel.missing
        ]
        headings = (_("Staff number"), _("Name"), _("Assignment"), _("Why there is none"))
        print_table(headings, rows, title=_("Without feedback"))
    for entry in parcel.ambiguous:
        message = _(
            "{learner}, {assignment}: the name under which it came is somebody else's as well; "
            "its file is named by staff number."
        )
        warn(message.format(learner=entry.learner.id, assignment=entry.assignment_id))
    if parcel.waiting:
        message = _("Items that wait for a person's points: {n}. Their pages say so.")
        warn(message.format(n=parcel.waiting))
    for name in sorted({entry.assignment_id for entry in parcel.missing} & summary.problems.keys()):
        warn(summary.problems[name].sentence)


def _reason(entry: grading.Entry, summary: grading.Summary) -> str:
    if entry.assignment_id in summary.problems:
        return _("its assignment cannot be read")
    return grading.name_standing(entry.standing)


def _document(parcel: Parcel, summary: grading.Summary) -> dict[str, object]:
    """Return the preview for programs: the same keys in every language."""
    return {
        "pages": [
            {
                "learner": page.entry.learner.id,
                "assignment": page.entry.assignment_id,
                "file": page.place,
                "as_it_came": page.as_it_came,
                "waiting": page.entry.waiting,
            }
            for page in parcel.pages
        ],
        "missing": list(_missing(parcel, summary)),
        "ambiguous": [[entry.learner.id, entry.assignment_id] for entry in parcel.ambiguous],
    }


def _missing(parcel: Parcel, summary: grading.Summary) -> Iterator[dict[str, str]]:
    for entry in parcel.missing:
        unreadable = entry.assignment_id in summary.problems
        reason = "unreadable" if unreadable else entry.standing.value
        yield {
            "learner": entry.learner.id,
            "assignment": entry.assignment_id,
            "reason": reason,
        }


def _write(to: Path, content: bytes) -> None:
    try:
        write_bytes(to, content, 0o600)  # everybody's scores: for the instructor's account only
    except OSError as error:
        what = _("The file cannot be written: {reason}.").format(reason=error.strerror)
        remedy = _("Close it in other programs and check the folder's permissions.")
        raise ExportError(what, where=str(to), remedy=remedy) from None
