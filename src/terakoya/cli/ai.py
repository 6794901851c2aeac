"""`terakoya ai …`: the live model that labs may ask, its log, and recording answers."""

from __future__ import annotations

from typing import Annotated

import typer

from terakoya.cli.ai_broker import open_broker
from terakoya.cli.ai_log import log
from terakoya.cli.ai_record import record
from terakoya.cli.console import print_json, say
from terakoya.cli.session import Session
from terakoya.language import gettext as _
from terakoya.model.ai_ask import Asker, AskPlace
from terakoya.workspace.account import account_name

__all__ = ["app"]

app = typer.Typer(no_args_is_help=True)
app.command(help=_("Show what was asked of live models: who, when, how much; never what."))(log)
app.command(help=_("Ask the configured model, and keep its answers beside a lab."))(record)

_QUESTION = "1+1=?"  # nothing of anybody's


@app.command(help=_("Try the configured model with one small question, and say how it went."))
def check(
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Ask the configured model one question; it is noted in the log like every other."""
    session = Session.here()
    settings = session.settings.ai
    broker = open_broker(settings, session.database)
    answer = broker.ask(_QUESTION, Asker(AskPlace.CHECK, account_name()))
    if json:
        print_json({"provider": settings.provider, "model": answer.model, "answered": True})
    else:
        say(_("{model} answers: {text}").format(model=answer.model, text=_short(answer.text)))


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
