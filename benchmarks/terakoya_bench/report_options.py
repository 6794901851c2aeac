"""What the benchmarks' commands share: who takes part, and where the report goes."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from terakoya.cli.console import print_json
from terakoya.errors import GradingError, UsageError
from terakoya.language import gettext as _
from terakoya.workspace.atomic import write_text

__all__ = ["Json", "Report", "complain", "give_report", "read_contenders"]

Report = Annotated[Path | None, typer.Option(help=_("Write the report to this file."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


def read_contenders(text: str, known: Sequence[str], unknown: str) -> tuple[str, ...]:
    """Return the contenders that `--only` names, with commas between.

    Args:
        text: what was given.
        known: every contender that there is.
        unknown: the sentence for one that there is not, with a place for its `{name}`.

    Raises:
        UsageError: one is not known, or none is named.
    """
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    strangers = [name for name in names if name not in known]
    if strangers or not names:
        raise UsageError(
            unknown.format(name=", ".join(strangers) or "–"),
            where="--only",
            remedy=_("There are: {ids}.").format(ids=", ".join(known)),
        )
    return names


def give_report(
    report: dict[str, Any], to: Path | None, *, json: bool, show: Callable[[dict[str, Any]], None]
) -> None:
    """Write a report to the file `to`, if there is one, and print it: as JSON, or with `show`."""
    if to is not None:
        write_text(to, jsonlib.dumps(report, ensure_ascii=False, indent=2) + "\n")
    if json:
        print_json(report)
    else:
        show(report)


def complain(failed: Sequence[str]) -> None:
    """End the command with an error where something failed: one line each.

    Raises:
        GradingError: something did.
    """
    if failed:
        raise GradingError("\n".join(failed))
