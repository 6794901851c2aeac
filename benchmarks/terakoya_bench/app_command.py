"""`terakoya bench app`: how soon an app can be used, beside stock Voila, as ratios."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from terakoya.cli.console import console, show_progress
from terakoya.cli.session import Session
from terakoya.language import gettext as _
from terakoya_bench.apps import CONTENDERS, AppBench, run_app_bench
from terakoya_bench.report_options import Json, Report, complain, give_report, read_contenders

__all__ = ["bench_app"]

Assignment = Annotated[str, typer.Option(help=_("Which assignment; it needs an app."))]
Openings = Annotated[int, typer.Option(min=0, help=_("How many people open the app; 0: none."))]
AtOnce = Annotated[int, typer.Option(min=1, max=500, help=_("How many of them at a time."))]
Sessions = Annotated[int, typer.Option(min=1, max=200, help=_("Open sessions for the memory."))]
Times = Annotated[int, typer.Option(min=1, max=100, help=_("How often the page is timed."))]
Panel = Annotated[
    Path | None, typer.Option(help=_("The Python of an environment with Panel, to compare with."))
]
Fill = Annotated[
    float,
    typer.Option(min=0, metavar="GB", help=_("Open sessions until a server holds so much; 0: no.")),
]
_WHICH = _("Which servers, with commas between: {names}.").format(names=", ".join(CONTENDERS))
Only = Annotated[str, typer.Option(help=_WHICH)]
_EVERYONE = ",".join(CONTENDERS)


def bench_app(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    assignment: Assignment = "population-ageing",
    openings: Openings = 500,
    at_once: AtOnce = 20,
    sessions: Sessions = 8,
    times: Times = 5,
    panel: Panel = None,
    fill: Fill = 0,
    only: Only = _EVERYONE,
    to: Report = None,
    json: Json = False,
) -> None:
    """Open the same app with each server, one after another, and print the ratios."""
    bench = AppBench(
        assignment=assignment,
        only=read_contenders(only, CONTENDERS, _("There is no server {name}.")),
        times=times,
        sessions=sessions,
        openings=openings,
        at_once=at_once,
        panel=panel,
        fill=int(fill * 2**30),
    )
    report = run_app_bench(
        bench,
        Session.here().workspace,
        datetime.now(UTC),
        partial(show_progress, quiet=json),
    )
    give_report(report, to, json=json, show=_show)
    failed = [
        f"{name}: {entry['failed']}"
        for name, entry in report["contenders"].items()
        if "failed" in entry
    ]
    complain(failed)


def _show(report: dict[str, Any]) -> None:
    seconds = _("Seconds from the request; in brackets: over stock Voila")
    memory = _("Memory and steadiness; in brackets: over stock Voila")
    console.print(_figures(report, seconds, _SECONDS))
    console.print(_figures(report, memory, _MEMORY))
    if report["bench"]["fill"]:
        console.print(_filled(report))


def _filled(report: dict[str, Any]) -> Table:
    """How many sessions each server really held, with the ratio over stock Voila in brackets."""
    size = report["bench"]["fill"] / 2**30
    table = Table(title=_("Sessions until {gb:g} GB were full").format(gb=size))
    table.add_column(_("server"))
    kinds = {"in_use": _("all in use"), "open": _("open, each used once")}
    for title in kinds.values():
        table.add_column(title, justify="right")
    for name, entry in report["contenders"].items():
        ratios = report["ratios"].get(name, {})
        cells = (_cell(entry, ("filled", kind), ratios.get(f"filled_{kind}")) for kind in kinds)
        table.add_row(name, *cells)
    return table


_Columns = dict[str, tuple[str, tuple[str, ...]]]
"""Heading → the key of its ratio, and where its figure is."""
_SECONDS: _Columns = {
    _("first control"): ("first_control", ("pages", "first_visit", "control")),
    _("second visit"): ("second_control", ("pages", "second_visit", "control")),
    _("first answer"): ("first_answer", ("pages", "first_visit", "answer")),
}
_MEMORY: _Columns = {
    _("MB a session"): ("memory", ("sessions", "each")),
    _("at rest"): ("", ("sessions", "each_at_rest")),
    _("until 2 GB"): ("", ("sessions", "until_2_gb")),
    _("kernels left"): ("", ("sessions", "left")),
    _("hung / failed / opened"): ("", ("openings",)),
}


def _figures(report: dict[str, Any], title: str, columns: _Columns) -> Table:
    """Figures of each server, with the ratio over stock Voila in brackets."""
    table = Table(title=title)
    table.add_column(_("server"))
    for heading in columns:
        table.add_column(heading, justify="right", overflow="fold")
    for name, entry in report["contenders"].items():
        ratios = report["ratios"].get(name, {})
        table.add_row(
            name, *(_cell(entry, path, ratios.get(key)) for key, path in columns.values())
        )
    return table


def _cell(entry: dict[str, Any], path: tuple[str, ...], ratio: float | None) -> str:
    value: Any = entry
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if value is None:
        return "–"
    if path == ("openings",):
        return f"{value['hung']} / {value['failed']} / {value['openings']}"
    if path[-1] == "left":
        return f"{value['kernels']} / {entry['sessions']['sessions']}"
    if path[0] == "filled":
        ended = "✗" if "stopped" in value else "+"
        value = f"{value['sessions']}{'' if value['reached'] else ended}"
    elif path[-1].startswith("each"):
        value = f"{value / 2**20:.1f}"
    elif path[-1] != "until_2_gb":
        value = f"{value:.2f}"
    return f"{value} ({ratio:.2f})" if ratio is not None else str(value)
