"""`terakoya refresh`: what is due to whom, and a learner's calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.console import print_json, print_table, say
from terakoya.cli.session import Session
from terakoya.errors import UsageError
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.portal.refreshers.calendars import Calendars
from terakoya.portal.refreshers.practice_list import PracticeList, read_practice_list
from terakoya.refresh import DueItem, Standing
from terakoya.workspace import suggest
from terakoya.workspace.atomic import write_bytes

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)


@app.command(help=_("Who has to practise what, and when."))
def due(
    cohort: Annotated[str, typer.Argument(help=_("Which cohort."))],
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Print what is due in a cohort, what is planned, and what nobody has begun."""
    practice = _practice(Session.here(), cohort)
    if json:
        print_json({"cohort": cohort, "items": [_as_json(entry) for entry in practice.due]})
    elif not practice.items:
        say(_("No item of this course is made for refreshers."))
    elif not practice.learners:
        message = _("Nobody is enrolled. Enrol a roster with: terakoya cohort enrol {id} ROSTER")
        say(message.format(id=cohort))
    else:
        _print(practice)


@app.command(help=_("Write a learner's refreshers as a calendar file (.ics)."))
def calendar(
    cohort: Annotated[str, typer.Argument(help=_("Which cohort."))],
    learner: Annotated[str, typer.Argument(help=_("Whose staff number."))],
    to: Annotated[Path, typer.Option(help=_("The file to write."))] = Path("refreshers.ics"),
) -> None:
    """Write one learner's calendar; it names nobody."""
    session = Session.here()
    practice = _practice(session, cohort)
    known = tuple(entry.id for entry in practice.learners)
    if learner not in known:
        raise UsageError(
            _("{learner} is not enrolled in {cohort}.").format(learner=learner, cohort=cohort),
            remedy=suggest(learner, known[:10]),
        )
    calendars = Calendars(session.workspace, session.database, _now)
    write_bytes(to, calendars.make(learner))
    say(_("Written: {file}").format(file=to))


def _practice(session: Session, cohort: str) -> PracticeList:
    session.require_cohort(cohort)
    practice = read_practice_list(session.workspace, session.database, _now(), cohort)
    assert practice is not None  # noqa: S101 - the cohort is there
    return practice


def _print(practice: PracticeList) -> None:
    headings = [_("Staff number"), _("Name"), _("Refresher"), _("Standing"), _("Day")]
    names = {learner.id: learner.name for learner in practice.learners}
    rows = [
        _row(practice, entry, names) for entry in practice.due if entry.standing is not Standing.NEW
    ]
    if not rows:
        say(_("Nothing is planned yet: no exercise has been graded."))
        return
    print_table(headings, rows)
    now = sum(entry.standing is Standing.DUE for entry in practice.due)
    later = sum(entry.standing is Standing.LATER for entry in practice.due)
    say(_("{now} due, {later} planned.").format(now=now, later=later))


def _row(practice: PracticeList, entry: DueItem, names: dict[str, str]) -> list[object]:
    key = entry.key
    title = practice.items[key.assignment_id, key.item_id].title.in_language(current_language())
    words = {Standing.DUE: _("due"), Standing.LATER: _("planned"), Standing.NEW: _("not begun")}
    return [key.learner_id, names[key.learner_id], title, words[entry.standing], entry.planned_on]


def _as_json(entry: DueItem) -> dict[str, object]:
    return {
        "learner": entry.key.learner_id,
        "assignment": entry.key.assignment_id,
        "item": entry.key.item_id,
        "standing": entry.standing.value,
        "due_on": entry.due_on,
        "planned_on": entry.planned_on,
    }


def _now() -> datetime:
    return datetime.now(UTC)
