"""`terakoya bench app`: how soon an app can be used, beside stock Voila, as ratios."""

from __future__ import annotations

import json as jsonlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from terakoya.bench.apps import CONTENDERS, AppBench, run_app_bench
from terakoya.cli.console import console, print_json, show_progress
from terakoya.cli.session import Session
from terakoya.errors import GradingError, UsageError
from terakoya.language import gettext as _
from terakoya.workspace.atomic import write_text

__all__ = ["bench_app"]

Assignment = Annotated[str, typer.Option(help=_("Which assignment; it needs an app."))]
Openings = Annotated[int, typer.Option(min=0, help=_("How many people open the app; 0: none."))]
AtOnce = Annotated[int, typer.Option(min=1, max=500, help=_("How many of them at a time."))]
Sessions = Annotated[int, typer.Option(min=1, max=200, help=_("Open sessions for the memory."))]
Times = Annotated[int, typer.Option(min=1, max=100, help=_("How often the page is timed."))]
Panel = Annotated[
    Path | None, typer.Option(help=_("The Python of an environment with Panel, to compare with."))
]
_WHICH = _("Which servers, with commas between: {names}.").format(names=", ".join(CONTENDERS))
Only = Annotated[str, typer.Option(help=_WHICH)]
_EVERYONE = ",".join(CONTENDERS)
Report = Annotated[Path | None, typer.Option(help=_("Write the report to this file."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


def bench_app(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    assignment: Assignment = "population-ageing",
    openings: Openings = 500,
    at_once: AtOnce = 20,
    sessions: Sessions = 8,
    times: Times = 5,
    panel: Panel = None,
    only: Only = _EVERYONE,
    to: Report = None,
    json: Json = False,
) -> None:
    """Open the same app with each server, one after another, and print the ratios."""
    bench = AppBench(
        assignment=assignment,
        only=_read_names(only),
        times=times,
        sessions=sessions,
        openings=openings,
        at_once=at_once,
        panel=panel,
    )
    report = run_app_bench(
        bench,
        Session.here().workspace,
        datetime.now(UTC),
        lambda name: show_progress(name, 1, quiet=json),
    )
    if to is not None:
        write_text(to, jsonlib.dumps(report, ensure_ascii=False, indent=2) + "\n")
    if json:
        print_json(report)
    else:
        console.print(_figures(report))
    failed = [
        f"{name}: {entry['failed']}"
        for name, entry in report["contenders"].items()
        if "failed" in entry
    ]
    if failed:
        raise GradingError("\n".join(failed))


def _read_names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in CONTENDERS]
    if unknown or not names:
        raise UsageError(
            _("There is no server {name}.").format(name=", ".join(unknown) or "–"),
            where="--only",
            remedy=_("There are: {ids}.").format(ids=", ".join(CONTENDERS)),
        )
    return names


def _figures(report: dict[str, Any]) -> Table:
    """Seconds and megabytes, with the ratio over stock Voila in brackets."""
    table = Table(title=_("Seconds from the request, and memory; in brackets: over stock Voila"))
    table.add_column(_("server"))
    columns = {
        _("first control"): ("first_control", ("pages", "first_visit", "control")),
        _("second visit"): ("second_control", ("pages", "second_visit", "control")),
        _("first answer"): ("first_answer", ("pages", "first_visit", "answer")),
        _("MB a session"): ("memory", ("sessions", "each")),
        _("at rest"): ("", ("sessions", "each_at_rest")),
        _("until 2 GB"): ("", ("sessions", "until_2_gb")),
        _("hung / failed / opened"): ("", ("openings",)),
    }
    for title in columns:
        table.add_column(title, justify="right")
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
    if path[-1].startswith("each"):
        value = f"{value / 2**20:.1f}"
    elif path[-1] != "until_2_gb":
        value = f"{value:.2f}"
    return f"{value} ({ratio:.2f})" if ratio is not None else str(value)
