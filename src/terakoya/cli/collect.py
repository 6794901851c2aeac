"""`terakoya collect`: takes submissions in, from the exchange, a folder or a zip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from terakoya.cli.console import print_json, print_table, say, show_progress
from terakoya.cli.names_draft import require_new_draft, write_names_draft
from terakoya.cli.session import Session
from terakoya.delivery import CollectReport, CollectRequest, SubmissionStore, Taken, keep_names
from terakoya.delivery import collect as take_in
from terakoya.language import gettext as _
from terakoya.model.left_out import LeftOut, explain_left_out

__all__ = ["collect"]

_LOCAL = ZoneInfo("Asia/Tokyo")
_MOST_SHOWN = 5


def collect(
    cohort: Annotated[str, typer.Argument(help=_("Which cohort."))],
    assignment: Annotated[
        str | None, typer.Argument(help=_("Which assignment; all where none is named."))
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option("--from", help=_("A folder or zip; the exchange where none is named.")),
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option(
            "--names",
            metavar="FILE",
            help=_("A table of names in the files and staff numbers; kept with the cohort."),
        ),
    ] = None,
    draft: Annotated[
        Path | None,
        typer.Option(
            "--names-draft",
            metavar="FILE",
            help=_("Write such a table with who may be meant, to correct and give back."),
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Take submissions in; what is bad is refused with its reason, the rest is kept."""
    session = Session.here()
    request = CollectRequest(session.require_cohort(cohort), source, assignment)
    if draft is not None:
        require_new_draft(draft)
    if names is not None:
        kept = keep_names(session.database, request.cohort, names, datetime.now(UTC))
        if not json:
            say(_("Names kept with the cohort: {count}.").format(count=kept))

    report = take_in(
        session.database,
        SubmissionStore.of(session.workspace),
        session.workspace,
        request,
        datetime.now(UTC),
        lambda total: show_progress(_("Collecting"), total, quiet=json),
    )
    if draft is not None:
        write_names_draft(session, cohort, report.refused, draft)
    if json:
        print_json(_document(cohort, report))
    else:
        _print(report)
    if report.refused:
        raise typer.Exit(1)


def _print(report: CollectReport) -> None:
    if rows := [_row(taken, result) for taken, result in _results(report)]:
        headings = (_("Learner"), _("Assignment"), _("Files"), _("Submitted"), _("Result"))
        print_table(headings, rows)
    for taken in report.accepted:
        if taken.kept:
            message = _("{learner}, {assignment}: kept from the hand-in before: {files}.")
            files = ", ".join(taken.kept)
            say(
                message.format(
                    learner=taken.learner_id, assignment=taken.assignment_id, files=files
                )
            )
        for each in taken.left_out:
            message = _("{learner}, {assignment}: {file} is not used: {why}.")
            why = explain_left_out(each.why)
            where = taken.learner_id, taken.assignment_id
            say(message.format(learner=where[0], assignment=where[1], file=each.name, why=why))
    _say_left_out(report)
    if report.refused:
        reasons = ((refused.name, refused.reason) for refused in report.refused)
        print_table((_("File"), _("Reason")), reasons, title=_("Refused"))
    counts = _("Accepted: {accepted}. Unchanged: {unchanged}. Refused: {refused}.").format(
        accepted=len(report.accepted), unchanged=len(report.unchanged), refused=len(report.refused)
    )
    say(counts)
    if report.refused:
        say(_("What was accepted is kept. Correct the rest and collect again."))
        if any(each.who for each in report.refused):
            say(_("A table of whose they are is written with: --names-draft FILE"))


def _say_left_out(report: CollectReport) -> None:
    if not report.left_out:
        return
    shown = ", ".join(each.name for each in report.left_out[:_MOST_SHOWN])
    more = len(report.left_out) - _MOST_SHOWN
    message = _("Left out, as no notebook that was taken lies beside them: {count} files: {files}.")
    say(message.format(count=len(report.left_out), files=shown + (" …" if more > 0 else "")))


def _row(taken: Taken, result: str) -> tuple[str, ...]:
    moment = f"{taken.submitted_at.astimezone(_LOCAL):%Y-%m-%d %H:%M}"
    return (taken.learner_id, taken.assignment_id, ", ".join(taken.files), moment, result)


def _results(report: CollectReport) -> Iterator[tuple[Taken, str]]:
    yield from ((taken, _("accepted")) for taken in report.accepted)
    yield from ((taken, _("unchanged")) for taken in report.unchanged)


def _document(cohort: str, report: CollectReport) -> dict[str, Any]:
    return {
        "cohort": cohort,
        "left_out": _left_out_document(report.left_out),
        "accepted": [_taken_document(taken) for taken in report.accepted],
        "unchanged": [_taken_document(taken) for taken in report.unchanged],
        "refused": [
            {"name": each.name, "reason": each.reason, "who": each.who, "meant": list(each.meant)}
            for each in report.refused
        ],
    }


def _taken_document(taken: Taken) -> dict[str, Any]:
    return {
        "learner": taken.learner_id,
        "assignment": taken.assignment_id,
        "files": list(taken.files),
        "kept": list(taken.kept),
        "left_out": _left_out_document(taken.left_out),
        "from": list(taken.names),
        "submitted_at": taken.submitted_at.isoformat(),
    }


def _left_out_document(left_out: Iterable[LeftOut]) -> list[dict[str, str]]:
    return [{"name": each.name, "reason": each.why.value} for each in left_out]
