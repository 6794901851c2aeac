"""`terakoya person transfer`, `leave` and `departments`: who works where, from when on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from terakoya.cli.cohort_changes import read_day
from terakoya.cli.console import print_json, print_table, say
from terakoya.cli.roster_options import SheetName
from terakoya.cli.session import Session
from terakoya.delivery.department_tree import TreeChange, change_departments, read_departments
from terakoya.delivery.transfers import (
    Move,
    MoveKind,
    leave_people,
    read_transfers,
    transfer_people,
)
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import Stamp
from terakoya.model.posting import Department
from terakoya.records.department_records import departments_on
from terakoya.records.posting_records import today_of
from terakoya.sheets import Choice
from terakoya.workspace.account import account_name as who

__all__ = ["departments", "leave", "transfer"]

On = Annotated[
    str, typer.Option("--on", metavar="YYYY-MM-DD", help=_("From which day on it is so."))
]
DryRun = Annotated[bool, typer.Option("--dry-run", help=_("Only show what would change."))]
Json = Annotated[bool, typer.Option("--json", help=_("Print one JSON document."))]


def transfer(
    file: Annotated[Path, typer.Argument(help=_("A table of transfers, CSV or xlsx."))],
    on: On,
    dry_run: DryRun = False,
    sheet: SheetName = None,
    json: Json = False,
) -> None:
    """Move people from a day on; what was before stays with the department before."""
    session = Session.here()
    day = read_day("--on", on)
    moves = read_transfers(session.database, file, day, Choice(sheet))
    changing = tuple(move for move in moves if move.changes)
    moved = 0
    if not dry_run:
        moved = transfer_people(session.database, moves, Stamp(datetime.now(UTC), who()))
    if json:
        told = [_move_document(move) for move in changing]
        print_json({"on": day.isoformat(), "moves": told, "moved": moved, "checked_only": dry_run})
        return
    if changing:
        headings = (_("Staff number"), _("Name"), _("From where"), _("To where"), _("Kind"))
        print_table(headings, (_move_row(move) for move in changing))
    _say_counts(changing, moves, dry_run=dry_run)


def _say_counts(changing: tuple[Move, ...], moves: tuple[Move, ...], *, dry_run: bool) -> None:
    same = len(moves) - len(changing)
    message = _("Moved: {count}. As they were: {same}.")
    if dry_run:
        message = _("Would be moved: {count}. As they were: {same}. Nothing was changed.")
    say(message.format(count=len(changing), same=same))


def _move_row(move: Move) -> tuple[str, ...]:
    before, after = move.person, move.posting
    places = [
        " ".join(filter(None, (one.department_code, one.department, one.position)))
        for one in (before, after)
    ]
    if move.kind is MoveKind.ADDITIONAL:
        places[0] = "–"
    elif move.kind is MoveKind.ENDED:
        places = [places[1], "–"]
    return (before.id, before.name, *places, _name_kind(move.kind))


def _name_kind(kind: MoveKind) -> str:
    return {
        MoveKind.MAIN: _("main posting"),
        MoveKind.ADDITIONAL: _("additional posting"),
        MoveKind.ENDED: _("additional posting ends"),
    }[kind]


def _move_document(move: Move) -> dict[str, object]:
    names = ("department_code", "department", "position")
    return {
        "id": move.person.id,
        "name": move.person.name,
        "kind": move.kind.name.lower(),
        "before": {name: getattr(move.person, name) for name in names},
        "after": {name: getattr(move.posting, name) for name in names},
    }


def leave(
    people: Annotated[list[str], typer.Argument(metavar="ID", help=_("Staff numbers."))],
    on: Annotated[
        str, typer.Option("--on", metavar="YYYY-MM-DD", help=_("The last day in the office."))
    ],
    json: Json = False,
) -> None:
    """Note the last day of people; all or nobody. Their accounts are disabled by hand."""
    session = Session.here()
    day = read_day("--on", on)
    left = leave_people(session.database, people, day, Stamp(datetime.now(UTC), who()))
    if json:
        print_json({"on": day.isoformat(), "left": list(left)})
        return
    say(_("Noted: {people}.").format(people=", ".join(left) or "–"))
    say(_("Their accounts go on: disable them with terakoya account disable NAME."))


def departments(
    file: Annotated[
        Path | None, typer.Argument(help=_("A table of departments, CSV or xlsx."))
    ] = None,
    on: On = "",
    complete: Annotated[
        bool, typer.Option("--complete", help=_("The table holds all: the others end."))
    ] = False,
    dry_run: DryRun = False,
    sheet: SheetName = None,
    json: Json = False,
) -> None:
    """Show the tree of departments of a day, or change it from that day on."""
    session = Session.here()
    with session.database.reading() as records:
        day = read_day("--on", on) if on else today_of(records)
        tree = departments_on(records, day)
    if file is None:
        if complete or dry_run or sheet:
            raise UsageError(
                _("There is no table to read."), remedy=_("Name the file, CSV or xlsx.")
            )
        _show(tree, json=json)
        return
    choice = Choice(sheet)
    changes = read_departments(session.database, file, day, complete=complete, choice=choice)
    renamed = 0
    if not dry_run:
        stamp = Stamp(datetime.now(UTC), who())
        renamed = change_departments(session.database, changes, day, stamp)
    if json:
        told = [_change_document(change) for change in changes]
        counts = {"renamed_for": renamed, "checked_only": dry_run}
        print_json({"on": day.isoformat(), "changes": told} | counts)
        return
    if changes:
        headings = (_("Code"), _("As it was"), _("As it is then"))
        print_table(headings, (_change_row(change) for change in changes))
    message = _("Departments changed: {count}. People whose department has a new name: {people}.")
    if dry_run:
        message = _("Departments that would change: {count}. Nothing was changed.")
    say(message.format(count=len(changes), people=renamed))


def _show(tree: Mapping[str, Department], *, json: bool) -> None:
    if json:
        print_json(
            [
                {"code": one.code, "name": one.name, "parent": one.parent_code or None}
                for one in tree.values()
            ]
        )
        return
    if not tree:
        say(_("No department yet. Rosters bring them, or: terakoya person departments FILE"))
        return
    headings = (_("Code"), _("Department"))
    print_table(headings, ((one.code, "　" * depth + one.name) for depth, one in _walk(tree)))


def _walk(tree: Mapping[str, Department]) -> Iterator[tuple[int, Department]]:
    """Yield departments below one another, with how deep they are; none twice, none left out."""
    seen: set[str] = set()

    def below(code: str, depth: int) -> Iterator[tuple[int, Department]]:
        for one in tree.values():
            if one.parent_code == code and one.code not in seen:
                seen.add(one.code)
                yield depth, one
                yield from below(one.code, depth + 1)

    yield from below("", 0)
    for one in tree.values():  # whose parent is not there on this day
        if one.code not in seen:
            seen.add(one.code)
            yield 0, one
            yield from below(one.code, 1)


def _change_row(change: TreeChange) -> tuple[str, ...]:
    return change.code, _words(change.before), _words(change.after)


def _words(one: Department | None) -> str:
    return " < ".join(filter(None, (one.name, one.parent_code))) if one else "–"


def _change_document(change: TreeChange) -> dict[str, object]:
    before, after = (
        {"name": one.name, "parent": one.parent_code or None} if one else None
        for one in (change.before, change.after)
    )
    return {"code": change.code, "before": before, "after": after}
