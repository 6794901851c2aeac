"""`terakoya bench`: how fast grading is on this machine, beside others, as ratios."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

import typer
from rich.table import Table

from terakoya.cli.console import console, say, show_progress
from terakoya.cli.session import Session
from terakoya.demo.made_submissions import make_submissions
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya_bench.app_command import bench_app
from terakoya_bench.grade_bench import CONTENDERS, Bench, run_bench
from terakoya_bench.report_options import Json, Report, complain, give_report, read_contenders

__all__ = ["app", "grade"]

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _bench() -> None:
    """Measure on this machine."""


app.command("app", help=_("Open the same app with each server and print the ratios."))(bench_app)

Assignment = Annotated[
    str, typer.Option(help=_("Which assignment; it needs written-down answers."))
]
Submissions = Annotated[int, typer.Option(min=2, max=100_000, help=_("How many submissions."))]
Workers = Annotated[
    int, typer.Option(min=1, max=256, help=_("How many at once, where a grader can."))
]
_CORES, _EVERYONE = os.cpu_count() or 1, ",".join(CONTENDERS)
_WHICH = _("Which graders, with commas between: {names}.").format(names=", ".join(CONTENDERS))
Only = Annotated[str, typer.Option(help=_WHICH)]
Shut = Annotated[bool, typer.Option(help=_("The engine's sandbox, on or off."))]
Sample = Annotated[
    int | None, typer.Option(min=2, help=_("Let nbgrader and otter grade only so many, and scale."))
]
Program = Annotated[str, typer.Option(help=_("The program otter, where it is not on PATH."))]
Growth = Annotated[
    str, typer.Option(help=_("Also measure the engine at these sizes, such as 100,2000."))
]
Memory = Annotated[bool, typer.Option(help=_("Also measure a child's memory."))]


@app.command(help=_("Grade the same submissions with each grader and print the ratios."))
def grade(  # noqa: PLR0913, PLR0917 - each is an option of the command line
    assignment: Assignment = "counter-waiting",
    submissions: Submissions = 40,
    workers: Workers = _CORES,
    only: Only = _EVERYONE,
    sandbox: Shut = True,
    sample: Sample = None,
    otter: Program = "otter",
    growth: Growth = "",
    memory: Memory = True,
    to: Report = None,
    json: Json = False,
) -> None:
    """Grade the same submissions with each grader, one after another, and print the ratios."""
    bench = Bench(
        assignment=assignment,
        submissions=submissions,
        workers=workers,
        only=read_contenders(only, CONTENDERS, _("There is no grader {name}.")),
        sandbox=sandbox,
        sample=sample,
        otter=otter,
        growth=_read_sizes(growth),
        memory=memory,
    )
    report = _run(bench, quiet=json)
    give_report(report, to, json=json, show=_print)
    _complain(report)


def _run(bench: Bench, *, quiet: bool) -> dict[str, Any]:
    step = partial(show_progress, quiet=quiet)
    return run_bench(bench, Session.here().workspace, make_submissions, datetime.now(UTC), step)


def _read_sizes(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not all(part.isdecimal() and int(part) >= 2 for part in parts) or len(parts) == 1:
        raise UsageError(
            _("These are no sizes: {text}.").format(text=text),
            where="--growth",
            remedy=_("Give two or more numbers from 2 on, such as 100,2000."),
        )
    return tuple(int(part) for part in parts)


def _complain(report: dict[str, Any]) -> None:
    """End with an error where a part failed; what is merely absent is no error."""
    failed = [
        f"{name}: {entry['reason']}"
        for name, entry in report["contenders"].items()
        if entry["state"] == "failed"
    ]
    parts = {"growth": report.get("growth", {})}
    parts |= {
        "memory " + name: part for name, part in report.get("memory", {}).items() if name != "unit"
    }
    failed += [f"{name}: {part['failed']}" for name, part in parts.items() if "failed" in part]
    complain(failed)


def _print(report: dict[str, Any]) -> None:
    console.print(_figures(report))
    for name, entry in report["contenders"].items():
        if entry["state"] != "measured":
            said = " ".join(filter(None, (entry["reason"], entry["remedy"])))
            say(f"{name}: {said}")
            continue
        for note in _notes(entry):
            say(f"{name}: {note}")
    if ratio := report["ratios"].get("engine", {}).get("time_over_in_kernel"):
        text = _("Checks in a process of their own take {ratio} of the time without them.")
        say(text.format(ratio=f"{ratio['together']:.2f} ({ratio['steady']:.2f})"))
    _print_scores(report["scores"])
    _print_memory(report.get("memory", {}))
    _print_growth(report.get("growth", {}))


def _figures(report: dict[str, Any]) -> Table:
    machine, material = report["machine"], report["material"]
    title = _("{n} submissions of {assignment} on {cores} cores; load before: {load}")
    table = Table(
        title=title.format(
            n=material["submissions"],
            assignment=material["assignment"],
            cores=machine["cores"],
            load=machine["load_before"][0],
        )
    )
    table.add_column(_("Grader"))
    for heading in (
        _("Start (s)"),
        _("Each (s)"),
        _("Each, CPU (s)"),
        _("A minute"),
        _("× nbgrader"),
        _("× otter"),
        _("CPU ÷ floor"),
    ):
        table.add_column(heading, justify="right")
    for name, entry in report["contenders"].items():
        if entry["state"] == "measured":
            table.add_row(*_figures_of(name, entry, report["ratios"][name]))
    return table


def _figures_of(name: str, entry: dict[str, Any], ratios: dict[str, Any]) -> list[str]:
    """Return one row; a ratio is shown with the start, and in brackets without it."""
    seconds = entry["seconds"]
    steady = seconds["per_submission_steady"]
    return [
        name + (" *" if entry["scaled"] else ""),
        f"{seconds['startup']['wall']:.2f}",
        f"{steady['wall']:.3f}",
        f"{steady['cpu']:.3f}",
        f"{entry['submissions_per_minute']:.0f}",
        *(
            _ratio(ratios.get(key))
            for key in ("speed_over_nbgrader", "speed_over_otter", "cpu_over_floor")
        ),
    ]


def _ratio(ratio: dict[str, float] | None) -> str:
    return f"{ratio['together']:.2f} ({ratio['steady']:.2f})" if ratio else "–"


def _notes(entry: dict[str, Any]) -> list[str]:
    notes = list(entry["notes"])
    if entry["scaled"]:
        text = _("* only {graded} of {n} were graded; the figures are scaled for each submission.")
        notes.append(text.format(graded=entry["graded"], n=entry["submissions"]))
    if "sandbox" in entry["facts"]:
        notes.append(_("Sandbox: {names}.").format(names=", ".join(entry["facts"]["sandbox"])))
    return notes


def _print_scores(scores: dict[str, Any]) -> None:
    for name, row in scores["contenders"].items():
        if name == scores["compared_with"]:
            continue
        text = _("{name}: {n} of {items} item scores differ from {base}; {lost} without a result.")
        said = text.format(
            name=name,
            n=len(row["differences"]),
            items=row["items"],
            base=scores["compared_with"],
            lost=row["without_a_result"],
        )
        say(said)
        for entry in row["differences"][:10]:
            line = "  {kind} {item}: {score} / {should}".format(**entry)
            say(line)


def _print_memory(memory: dict[str, Any]) -> None:
    names = {"engine": _("a running submission"), "cold_kernel": _("a cold kernel")}
    for key, name in names.items():
        if "adds" in memory.get(key, {}):
            text = _(
                "Memory: {name} adds {adds:.0f} MB (PSS) at the peak, in {n} processes; "
                "one process has {own:.0f} MB of its own (median)."
            )
            adds, own = memory[key]["adds"] / 1e6, memory[key]["each_uss"] / 1e6
            n = memory[key]["child_processes"]
            say(text.format(name=name, adds=adds, own=own, n=n))


def _print_growth(growth: dict[str, Any]) -> None:
    for size in growth.get("sizes", []):
        text = _("Growth: {n} submissions: {ms:.0f} ms each, parent {rss:.0f} MB.")
        values = {"ms": size["seconds"] * 1000, "rss": size["parent_rss"][1] / 1e6}
        say(text.format(n=size["submissions"], **values))
    if "seconds_ratio" in growth:
        text = _("Growth: × {seconds:.2f} in time, × {rss:.2f} in the parent's memory.")
        values = {"seconds": growth["seconds_ratio"], "rss": growth["parent_rss_ratio"]}
        say(text.format(**values))
