"""`terakoya ai log`: what was asked of live models, for whoever has to answer for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from terakoya.cli.console import print_json, print_table, say
from terakoya.cli.session import Session
from terakoya.dates import LOCAL, write_moment
from terakoya.errors import UsageError
from terakoya.guard import LABELS, Kind
from terakoya.language import gettext as _
from terakoya.model.ai_ask import Asked, AskOutcome, AskPlace
from terakoya.records import list_asked
from terakoya.sheets import write_table

__all__ = ["log"]

_USUAL = 50


_FORMS: dict[str, Literal["csv-cp932", "xlsx"]] = {".csv": "csv-cp932", ".xlsx": "xlsx"}


def log(
    who: Annotated[
        str | None, typer.Argument(help=_("Only of this learner or account; of all without."))
    ] = None,
    last: Annotated[
        int, typer.Option(min=1, metavar="N", help=_("How many of the newest."))
    ] = _USUAL,
    since: Annotated[
        str | None,
        typer.Option(metavar="DAY", help=_("From this day on, as 2026-11-30; all then.")),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=_("Write a table instead: a .csv or .xlsx file.")),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Show what was asked of live models, the newest last; contents are nowhere kept."""
    form = None if to is None else _form_of(to, json=json)
    session = Session.here()
    day = None if since is None else _read_day(since)
    most = None if day is not None or to is not None else last
    with session.database.reading() as records:
        asked = list_asked(records, who=who, since=day, last=most)
    if form is not None and to is not None:
        write_table(to, _headings(), [_row(one) for one in asked], form)
        say(_("Rows: {n}, in {file}").format(n=len(asked), file=to))
    elif json:
        print_json([_document(one) for one in asked])
    elif not asked:
        say(_("Nothing was asked of a live model."))
    else:
        headings = (_("When"), _("Who"), _("Where"), _("Model"), _("Outcome"), _("Characters"))
        print_table(headings, (_short_row(one) for one in asked))


def _read_day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        what = _("“{day}” is no day.").format(day=written)
        raise UsageError(what, where="--since", remedy=_("Write it like 2026-11-30.")) from None


def _form_of(file: Path, *, json: bool) -> Literal["csv-cp932", "xlsx"]:
    if json:
        what = _("JSON is printed, not written to a file.")
        remedy = _("Leave out --to; your shell can write the file: --json > FILE")
        raise UsageError(what, where="--json", remedy=remedy)
    if (form := _FORMS.get(file.suffix.lower())) is None:
        what = _("{file} has no known ending.").format(file=file)
        raise UsageError(what, where="--to", remedy=_("Write .csv or .xlsx at its end."))
    return form


def _short_row(asked: Asked) -> tuple[object, ...]:
    """Return what fits on a terminal; a file has every column."""
    when, who, place, assignment, model, outcome, sent, received, *_more = _row(asked)
    kinds = _kinds(asked)
    return (
        when,
        who,
        f"{place} {assignment}".strip(),
        model,
        f"{outcome} {kinds}".strip(),
        f"{sent} → {received}" if received is not None else f"{sent}",
    )


def _headings() -> tuple[str, ...]:
    return (
        _("When"),
        _("Who"),
        _("Where"),
        _("Assignment"),
        _("Model"),
        _("Outcome"),
        _("Characters asked"),
        _("Characters answered"),
        _("Tokens"),
        _("What was blocked"),
        _("Account"),
    )


def _row(asked: Asked) -> tuple[object, ...]:
    question, ending = asked.question, asked.ending
    return (
        write_moment(question.at.astimezone(LOCAL)),
        question.asker.who,
        _places()[question.asker.place],
        question.asker.assignment_id,
        question.model,
        _outcomes()[ending.outcome],
        question.characters,
        ending.answer_characters if ending.outcome is AskOutcome.ANSWERED else None,
        ending.tokens,
        _kinds(asked),
        asked.by,
    )


def _kinds(asked: Asked) -> str:
    found = sorted(asked.ending.kinds.items())
    return " ".join(f"{_label(kind)}×{count}" for kind, count in found)


def _document(asked: Asked) -> dict[str, object]:
    question, ending = asked.question, asked.ending
    return {
        "at": question.at.isoformat(),
        "who": question.asker.who,
        "place": question.asker.place.value,
        "cohort": question.asker.cohort_id or None,
        "assignment": question.asker.assignment_id or None,
        "model": question.model,
        "outcome": ending.outcome.value,
        "characters": question.characters,
        "answer_characters": ending.answer_characters,
        "tokens": ending.tokens,
        "blocked": dict(ending.kinds),
        "by": asked.by,
    }


def _label(kind: str) -> str:
    """Return the words of a kind; one that only a newer Terakoya knows, as it is."""
    try:
        return LABELS[Kind(kind)]
    except ValueError:
        return kind


def _places() -> dict[AskPlace, str]:
    return {
        AskPlace.LAB: "JupyterLab",
        AskPlace.APP: _("an app"),
        AskPlace.GRADING: _("grading"),
        AskPlace.RECORDING: _("recording"),
        AskPlace.CHECK: _("a trial"),
    }


def _outcomes() -> dict[AskOutcome, str]:
    return {
        AskOutcome.ASKED: _("no answer yet"),
        AskOutcome.ANSWERED: _("answered"),
        AskOutcome.FAILED: _("the model failed"),
        AskOutcome.BLOCKED: _("personal data: not sent"),
        AskOutcome.OVER_BUDGET: _("over the budget: not sent"),
    }
