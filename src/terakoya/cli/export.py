"""`terakoya export`: tables for Excel and for other systems."""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from terakoya import grading
from terakoya.cli.console import print_json, print_table, say, warn
from terakoya.cli.export_feedback import feedback
from terakoya.cli.export_guide import guide
from terakoya.cli.session import Session
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.language import use_language
from terakoya.sheets import write_book, write_table

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
app.command(
    help=_("Write the feedback pages into a zip to give back, named as the hand-ins were.")
)(feedback)
app.command(help=_("Write the page for learners as PDF: open, run, check, save, hand in."))(guide)


class Form(StrEnum):
    """How a table is written."""

    CSV_CP932 = "csv-cp932"
    CSV_UTF8 = "csv-utf8"
    XLSX = "xlsx"


WhichCohort = Annotated[str, typer.Argument(help=_("Which cohort."))]
ToFile = Annotated[
    Path | None, typer.Option(help=_("The file to write; a table on the screen without it."))
]
InForm = Annotated[
    Form | None, typer.Option("--as", help=_("csv-cp932, csv-utf8 (with BOM) or xlsx."))
]
AsJson = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


@app.command(help=_("Write a cohort's grades: the scores of its gradebook."))
def grades(
    cohort: WhichCohort,
    to: ToFile = None,
    form: InForm = None,
    items: Annotated[
        bool, typer.Option("--items", help=_("One row for each item instead."))
    ] = False,
    json: AsJson = False,
) -> None:
    """Write a cohort's grades: the scores of its gradebook."""
    _require_sense(to, form, json=json)
    session = Session.here()
    chosen = session.require_cohort(cohort)
    summary = grading.summarise(session.workspace, session.database, chosen)
    if to is not None and (form or _form_of(to)) is Form.XLSX:
        sheets = grading.grade_sheets(session.workspace, summary)
        write_book(to, sheets, chosen.title, shown=int(items))
        rows = len(sheets[int(items)].rows)
        say(_("Rows: {n}, in {file}").format(n=rows, file=to))
    else:
        _write_grades(summary, to, form, items=items, json=json)
    for problem in summary.problems.values():  # the table has what is known all the same
        warn(problem.sentence)


def _write_grades(
    summary: grading.Summary, to: Path | None, form: Form | None, *, items: bool, json: bool
) -> None:
    with use_language("en") if json else nullcontext():  # programs read the same keys everywhere
        table = (
            grading.item_table(summary, coded=json)
            if items
            else grading.grade_table(summary, brief=to is None and not json, coded=json)
        )
    _write(table, to, form, json=json)


@app.command(help=_("Write which scores were changed by grading again: whose, when, and why."))
def changes(
    cohort: WhichCohort,
    to: ToFile = None,
    form: InForm = None,
    json: AsJson = False,
) -> None:
    """Write which scores were changed by grading again: whose, when, and why."""
    _require_sense(to, form, json=json)
    session = Session.here()
    chosen = session.require_cohort(cohort)
    with use_language("en") if json else nullcontext():
        table = grading.change_table(session.database, chosen.id)
    _write(table, to, form, json=json)


def _write(
    table: tuple[list[str], list[list[object]]], to: Path | None, form: Form | None, *, json: bool
) -> None:
    header, rows = table
    if json:
        print_json([dict(zip(header, row, strict=True)) for row in rows])
    elif to is None:
        print_table(header, rows)
    else:
        write_table(to, header, rows, (form or _form_of(to)).value)
        say(_("Rows: {n}, in {file}").format(n=len(rows), file=to))


def _require_sense(to: Path | None, form: Form | None, *, json: bool) -> None:
    """Refuse an option that would do nothing: whoever gives it counts on it."""
    if json and to is not None:
        raise UsageError(
            _("JSON is printed, not written to a file."),
            where="--json",
            remedy=_("Leave out --to; your shell can write the file: --json > FILE"),
        )
    if form is not None and to is None:
        what = _("This is the form of a file.")
        raise UsageError(what, where="--as", remedy=_("Name the file with --to."))


def _form_of(path: Path) -> Form:
    match path.suffix.lower():
        case ".xlsx":
            return Form.XLSX
        case ".csv":
            return Form.CSV_CP932
    raise UsageError(
        _("The form of this file is not known."),
        where=str(path),
        remedy=_("End its name in .csv or .xlsx, or add --as."),
    )
