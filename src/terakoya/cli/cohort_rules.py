"""`terakoya cohort rules`: which hand-in counts, how often one may, what being late costs."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Annotated

import typer

from terakoya.cli.console import print_json, print_table, say, warn
from terakoya.cli.session import Session
from terakoya.delivery.rule_changes import RulesRequest, change_rules, read_rule_fields
from terakoya.delivery.rule_words import explain_rules
from terakoya.errors import GradingError, UsageError, WorkspaceError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Stamp
from terakoya.model.hand_in_rules import FOR_ALL, Counts, HandInRules, LatePenalty
from terakoya.records import read_rules
from terakoya.workspace.account import account_name
from terakoya.workspace.cohort_course import course_of

__all__ = ["rules"]


def rules(  # noqa: PLR0913, PLR0917 - each is an option of the command
    cohort_id: Annotated[str, typer.Argument(metavar="ID", help=_("The cohort's id."))],
    assignment: Annotated[
        str | None,
        typer.Argument(help=_("Which assignment; without one, all without rules of their own.")),
    ] = None,
    counts: Annotated[
        Counts | None, typer.Option(help=_("Which of several hand-ins counts."))
    ] = None,
    most: Annotated[
        str | None, typer.Option(metavar="N", help=_("How often at most; any: no bound."))
    ] = None,
    pause: Annotated[
        str | None, typer.Option(metavar="MINUTES", help=_("Minutes between two hand-ins."))
    ] = None,
    grace: Annotated[
        str | None,
        typer.Option(
            metavar="MINUTES", help=_("Minutes after the due date that are still in time.")
        ),
    ] = None,
    late: Annotated[LatePenalty | None, typer.Option(help=_("What being late costs."))] = None,
    per_day: Annotated[
        str | None,
        typer.Option(metavar="PERCENT", help=_("With --late per-day: off for each day.")),
    ] = None,
    at_most: Annotated[
        str | None, typer.Option(metavar="PERCENT", help=_("Percent off at most."))
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help=_("Take the rules away."))] = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Show the rules of handing in, or set them: for one assignment, or for a cohort."""
    session = Session.here()
    cohort = session.require_cohort(cohort_id)
    given = {
        "counts": counts.value if counts else None,
        "most": "" if most == "any" else most,
        "pause": pause,
        "grace": grace,
        "penalty": late.value if late else None,
        "per_day": per_day,
        "at_most": at_most,
    }
    told = {name: value for name, value in given.items() if value is not None}
    if remove and told:
        raise UsageError(
            _("Rules are either given or taken away."),
            where="--remove",
            remedy=_("Leave out one of the two."),
        )
    name = assignment or FOR_ALL
    if told or remove:
        changed = _change(session, cohort, name, told)
        if not json:
            say(_("The rules are changed.") if changed else _("The rules are as they were."))
    _show(session, cohort, assignment, json=json)


def _change(session: Session, cohort: Cohort, name: str, told: dict[str, str]) -> bool:
    """Set what is told, and leave the rest of the rules as it is; nothing takes them away."""
    with session.database.reading() as records:
        held = read_rules(records, cohort.id).of(name)
    wanted = read_rule_fields(_as_text(held) | told) if told else None
    request = RulesRequest(cohort, name, wanted)
    stamp = Stamp(datetime.now(UTC), account_name())
    changed = change_rules(session.database, session.workspace, request, stamp)
    from terakoya.grading.late_points import settle_cohort  # noqa: PLC0415 - for a change only

    try:
        settle_cohort(session.workspace, session.database, cohort)
    except (GradingError, WorkspaceError) as error:
        what = _("The rules are kept, but the gradebook could not be brought in step: {reason}")
        warn(what.format(reason=error.sentence))
    return bool(changed)


def _show(session: Session, cohort: Cohort, assignment: str | None, *, json: bool) -> None:
    with session.database.reading() as records:
        held = read_rules(records, cohort.id)
    names = course_of(session.workspace, cohort).assignments
    wanted = [name for name in (FOR_ALL, *names) if assignment in (None, name)]
    if json:
        print_json(
            {
                "cohort": cohort.id,
                "rules": [
                    {"assignment": name or None, "own": name in held.rules, **asdict(held.of(name))}
                    for name in wanted
                ],
            }
        )
        return
    headings = (_("Assignment"), _("Rules"))
    rows = [
        (name or _("all"), " ".join(explain_rules(held.of(name))))
        for name in wanted
        if name in held.rules or name in (FOR_ALL, assignment)
    ]
    print_table(headings, rows)


def _as_text(rules: HandInRules) -> dict[str, str]:
    values = {field.name: getattr(rules, field.name) for field in fields(rules)}
    return {name: "" if value is None else str(value) for name, value in values.items()}
