"""`terakoya guard`: personal data in a text, before it leaves the office."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.console import print_json, say
from terakoya.errors import UsageError
from terakoya.guard import Finding, Kind, SearchedLine, search_lines
from terakoya.language import gettext as _
from terakoya.sheets import text_lines

__all__ = ["guard"]

_STANDARD_INPUT = "-"
_FOUND = 1


def guard(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help=_("A text, one a line; “-” is standard input."))
    ],
    json: Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))] = False,
) -> None:
    """Find personal data in a text; exit code 1 where there is some."""
    lines = text_lines(file, _read(file))
    searched = enumerate(search_lines(lines), start=1)
    found = {number: line for number, line in searched if line.findings}
    if json:
        print_json([_document(number, one) for number, of in found.items() for one in of.findings])
    else:
        _say(lines, found)
    if found:
        raise typer.Exit(_FOUND)


def _read(file: str) -> bytes:
    if file == _STANDARD_INPUT:
        return sys.stdin.buffer.read()
    path = Path(file)
    if not path.exists():
        what = _("There is no {path}.").format(path=file)
        raise UsageError(what, remedy=_("Name a text file, or “-” for standard input."))
    if path.is_dir():
        what = _("{path} is a folder.").format(path=file)
        raise UsageError(what, remedy=_("Name a text file, or “-” for standard input."))
    return path.read_bytes()


def _document(number: int, finding: Finding) -> dict[str, object]:
    return {
        "line": number,
        "kind": finding.kind.value,
        "start": finding.start,
        "end": finding.end,
    }


def _say(lines: Sequence[str], found: dict[int, SearchedLine]) -> None:
    """Say each line with its places marked, and the text to use in its stead."""
    words = _words()
    for number, searched in found.items():
        line = lines[number - 1]
        kinds = ", ".join(dict.fromkeys(words[one.kind] for one in searched.findings))
        say(_("Line {number}: {kinds}").format(number=number, kinds=kinds))
        say(f"  {_marked(line, searched.findings)}")
        say(_("  masked: {text}").format(text=searched.masked))
    count = sum(len(searched.findings) for searched in found.values())
    if not found:
        say(_("Nothing that looks personal in {lines} lines.").format(lines=len(lines)))
        say(_("No list knows every name; read the text once more yourself."))
        return
    summary = _("{count} places in {found} of {lines} lines look personal.")
    say(summary.format(count=count, found=len(found), lines=len(lines)))


def _marked(line: str, findings: Sequence[Finding]) -> str:
    for one in reversed(findings):
        line = f"{line[: one.start]}【{line[one.start : one.end]}】{line[one.end :]}"
    return line


def _words() -> dict[Kind, str]:
    return {
        Kind.MY_NUMBER: _("My Number"),
        Kind.DRIVING_LICENCE: _("driving licence number"),
        Kind.PASSPORT: _("passport number"),
        Kind.RESIDENCE_CARD: _("residence card number"),
        Kind.RESIDENT_RECORD_CODE: _("resident record code"),
        Kind.BASIC_PENSION_NUMBER: _("basic pension number"),
        Kind.INSURANCE_NUMBER: _("number of an insured person"),
        Kind.CARD: _("card number"),
        Kind.BANK_ACCOUNT: _("bank account"),
        Kind.PHONE: _("phone or fax number"),
        Kind.MAIL: _("mail address"),
        Kind.POSTAL_ADDRESS: _("address"),
        Kind.BIRTH_DATE: _("date of birth"),
        Kind.NAME: _("name"),
    }
