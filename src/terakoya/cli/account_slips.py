"""`terakoya account slips`: the sheet with first passwords."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from terakoya_autograde.storage import make_file

from terakoya.accounts.handing_out_passwords import (
    Drawn,
    draw_passwords,
    keep_first_passwords,
    list_waiting,
    newest_draw,
)
from terakoya.cli.consent import Yes, require_consent
from terakoya.cli.console import print_json, say, show_progress, warn
from terakoya.cli.session import Session
from terakoya.dates import LOCAL
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Stamp, local_time
from terakoya.workspace.account import account_name as who

__all__ = ["slips"]


def slips(
    to: Annotated[Path, typer.Option(help=_("The PDF file to write; it must be a new one."))],
    cohort: Annotated[
        str | None, typer.Option(metavar="ID", help=_("Only for people of this cohort."))
    ] = None,
    address: Annotated[
        str, typer.Option(metavar="URL", help=_("The site's address, to stand on the slips."))
    ] = "",
    yes: Yes = False,
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Draw first passwords for those who have never logged in, and write them on slips.

    The file is the only place where they are: it can be read by this account alone, and no file is
    written over. Whoever has logged in keeps the password.
    """
    session = Session.here()
    cohort_id = session.require_cohort(cohort).id if cohort is not None else None
    if to.exists():
        raise UsageError(
            _("There is a file already."), where=str(to), remedy=_("Name another one.")
        )
    waiting = list_waiting(session.database, cohort_id)
    if not waiting:
        _say_nobody(to, json=json)
        return
    if (last := newest_draw(waiting)) is not None:
        question = _("Slips were printed on {at}. They hold no longer then. Print new ones?")
        require_consent(question.format(at=local_time(last)), yes=yes)
    with show_progress(_("First passwords"), len(waiting), quiet=json) as progress:
        drawn = draw_passwords(waiting, progress.advance)
    now = datetime.now(UTC)
    _write(to, drawn, address, now)
    void = keep_first_passwords(session.database, drawn, Stamp(now, who()))
    if json:
        accounts = [entry.account.name for entry in drawn if entry.account.name not in void]
        print_json({"file": str(to), "accounts": accounts, "void": list(void)})
        return
    message = _("Slips: {count}, in {file}. Print them, cut them apart, then delete the file.")
    say(message.format(count=len(drawn) - len(void), file=to))
    if void:
        message = _("These slips open nothing, as the person has just logged in: {names}.")
        warn(message.format(names=", ".join(void)))


def _say_nobody(to: Path, *, json: bool) -> None:
    if json:
        print_json({"file": None, "accounts": [], "void": []})
        return
    message = _("{file} is not written: everybody who has an account has logged in.")
    say(message.format(file=to))


def _write(to: Path, drawn: tuple[Drawn, ...], address: str, now: datetime) -> None:
    from terakoya.faces.paper.login_slips import (  # noqa: PLC0415 - Typst: not for others
        LoginSlip,
        make_login_slips,
    )

    slips = [
        LoginSlip(
            entry.person.name if entry.person else "",
            entry.person.department if entry.person else "",
            entry.account.name,
            entry.password,
        )
        for entry in drawn
    ]
    content = make_login_slips(slips, address, now.astimezone(LOCAL).date())
    if not make_file(to, content, mode=0o600):
        raise UsageError(
            _("There is a file already."), where=str(to), remedy=_("Name another one.")
        )
