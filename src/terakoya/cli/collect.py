"""`terakoya collect`: takes submissions in, from the exchange, a folder or a zip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.console import print_json, print_table, say, show_progress, warn
from terakoya.cli.names_draft import require_new_draft, write_names_draft
from terakoya.cli.session import Session
from terakoya.delivery import CollectReport, CollectRequest, SubmissionStore, Taken, keep_names
from terakoya.delivery import collect as take_in
from terakoya.delivery.source import SOURCES
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Stamp, local_time, read_due
from terakoya.model.left_out import LeftOut, explain_left_out
from terakoya.workspace.account import account_name

__all__ = ["collect"]

_MOST_SHOWN = 5
AS_DATED = "file"  # what --handed-in takes for: as the files are dated


def collect(  # noqa: PLR0913, PLR0917 - each is an option of the command
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
    handed_in: Annotated[
        str | None,
        typer.Option(
            "--handed-in",
            metavar="WHEN",
            help=_("When it was handed in, where files are dated by a download; or: file."),
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Take submissions in; what is bad is refused with its reason, the rest is kept."""
    session = Session.here()
    request = CollectRequest(
        session.require_cohort(cohort),
        source,
        assignment,
        handed_in_at=_read_moment(source, handed_in),
        as_dated=handed_in is not None,
        by=account_name(),
    )
    for problem in SOURCES.load().problems:
        warn(problem.sentence)
    if draft is not None:
        require_new_draft(draft)
    if names is not None:
        stamp = Stamp(datetime.now(UTC), account_name())
        kept = keep_names(session.database, request.cohort, names, stamp)
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


def _read_moment(source: Path | None, text: str | None) -> datetime | None:
    """Return when a person says it was handed in; None where the files' dates count.

    Raises:
        UsageError: it is no day and no moment, or the exchange knows better.
    """
    if text is None or text == AS_DATED:
        return None
    if source is None:
        raise UsageError(
            _("The exchange knows itself when something was handed in."),
            where="--handed-in",
            remedy=_("Leave it out, or name a folder or zip with --from."),
        )
    try:
        return read_due(text)
    except ValueError:
        what = _("“{value}” is no day and no moment.").format(value=text[:40])
        remedy = _("Write it like 2027-05-14 or 2027-05-14T17:00.")
        raise UsageError(what, where="--handed-in", remedy=remedy) from None


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
    moment = local_time(taken.submitted_at)
    return (taken.learner_id, taken.assignment_id, ", ".join(taken.files), moment, result)


def _results(report: CollectReport) -> Iterator[tuple[Taken, str]]:
    late = _("accepted, late")
    yield from ((taken, late if taken.late else _("accepted")) for taken in report.accepted)
    yield from ((taken, _("unchanged")) for taken in report.unchanged)


def _document(cohort: str, report: CollectReport) -> dict[str, object]:
    return {
        "cohort": cohort,
        "left_out": _left_out_document(report.left_out),
        "accepted": [_taken_document(taken) | {"late": taken.late} for taken in report.accepted],
        "unchanged": [_taken_document(taken) for taken in report.unchanged],
        "refused": [
            {"name": each.name, "reason": each.reason, "who": each.who, "meant": list(each.meant)}
            for each in report.refused
        ],
    }


def _taken_document(taken: Taken) -> dict[str, object]:
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
