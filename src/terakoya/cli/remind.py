"""`terakoya remind`: who would be told what, then telling them; for a timer of the machine, too."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from terakoya_autograde.storage import write_file

from terakoya.cli.console import print_json, print_table, say, warn
from terakoya.cli.session import Session
from terakoya.delivery.event_words import name_notice_kind
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Cohort, Stamp
from terakoya.model.notice import Notice, NoticeKind
from terakoya.portal.page_context import Office
from terakoya.portal.telling.planned_reminders import make_sheets, name_way, plan_for
from terakoya.records import list_cohorts
from terakoya.reminding.carrying_mail import Carried, MailCarrier
from terakoya.reminding.notice_words import NoticeWriter
from terakoya.reminding.reminders import (
    REMINDED_OF,
    PlannedNotice,
    ReminderWish,
    queue_reminders,
)
from terakoya.workspace.account import account_name

__all__ = ["remind"]


def remind(  # noqa: PLR0913, PLR0917 - each is an option of the command
    cohorts: Annotated[
        list[str] | None, typer.Argument(metavar="COHORT", help=_("Only of these cohorts."))
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            "--kind", metavar="KIND", help=_("due, overdue, refresh or decide; all else.")
        ),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(min=0, max=60, metavar="N", help=_("Days before a due date.")),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only show who would be told what."))
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help=_("Also send what is queued, by the mail server."))
    ] = False,
    to: Annotated[
        Path | None, typer.Option(help=_("Write a paper by department (PDF) for handing over."))
    ] = None,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Remind people once a day of what is due, and superiors of what waits for them."""
    session = Session.here()
    now = datetime.now(UTC)
    office = Office(session.workspace, session.database, lambda: now, mail=session.settings.mail)
    wish = ReminderWish(_read_kinds(kind), office.mail.days_before if days is None else days)
    planned = plan_for(office, _choose(session, cohorts or []), wish)
    made: tuple[Notice, ...] = ()
    if not dry_run:
        made = queue_reminders(session.database, planned, Stamp(now, account_name()))
    if to is not None:
        told = [(one.person, one.notice) for one in planned if not one.left_out]
        write_file(to, make_sheets(office, told))
    carried = _send(session) if send and not dry_run else None
    if json:
        document = {"planned": [_document(office, one) for one in planned], "made": len(made)}
        sent = None if carried is None else vars(carried)
        print_json(document | {"checked_only": dry_run, "mail": sent})
        return
    _show(office, planned)
    message = _("Reminders made: {n}.") if not dry_run else _("Nobody was reminded: --dry-run.")
    say(message.format(n=len(made)))
    if to is not None:
        say(_("Written: {file}").format(file=to))
    if carried is not None:
        _say_carried(carried)


def _read_kinds(names: list[str] | None) -> tuple[NoticeKind, ...]:
    known = {kind.value: kind for kind in REMINDED_OF}
    for name in names or ():
        if name not in known:
            raise UsageError(
                _("“{kind}” is nothing that people are reminded of.").format(kind=name),
                remedy=_("Take one of: {values}.").format(values=", ".join(known)),
            )
    return tuple(known[name] for name in names) if names else REMINDED_OF


def _choose(session: Session, names: list[str]) -> tuple[Cohort, ...]:
    if names:
        return tuple(session.require_cohort(name) for name in dict.fromkeys(names))
    with session.database.reading() as records:
        return tuple(one for one in list_cohorts(records) if one.archived_at is None)


def _send(session: Session) -> Carried:
    settings = session.settings.mail
    if not settings.is_set:
        raise UsageError(
            _("No mail server is set."),
            where="[mail]",
            remedy=_("Write host and sender under [mail], or make a paper with --to FILE."),
        )
    writer = NoticeWriter(session.workspace, session.database)
    carrier = MailCarrier(
        session.database, writer, settings, lambda: datetime.now(UTC), session.workspace.root
    )
    return carrier.carry()


def _show(office: Office, planned: tuple[PlannedNotice, ...]) -> None:
    writer = NoticeWriter(office.workspace, office.database)
    if not planned:
        say(_("Nobody is to be reminded of that now."))
        return
    with office.database.reading() as session:
        texts = writer.write_all([one.notice for one in planned], session)
    headings = (_("Staff number"), _("Name"), _("Department"), _("About"), _("Notice"), _("Way"))
    print_table(
        headings,
        (
            (
                one.person.id,
                one.person.name,
                one.person.department,
                name_notice_kind(one.notice.kind),
                text.subject,
                name_way(office, one),
            )
            for one, text in zip(planned, texts, strict=True)
        ),
    )


def _say_carried(carried: Carried) -> None:
    message = _(
        "Mails taken: {sent}. Later: {later}. Refused: {refused}. Not known: {unknown}. "
        "Without an address: {paper}."
    )
    say(message.format(**{name: value for name, value in vars(carried).items() if name != "away"}))
    if carried.away:
        warn(_("The mail server is away: {reason}").format(reason=carried.away))


def _document(office: Office, one: PlannedNotice) -> dict[str, object]:
    return {
        "person": one.person.id,
        "kind": one.notice.kind.value,
        "cohort": one.notice.cohort_id or None,
        "new": one.is_new,
        "way": name_way(office, one),
    }
