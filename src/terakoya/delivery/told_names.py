"""A table that says whom names in hand-ins mean: read once, kept with the cohort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from terakoya.delivery.layouts import narrow
from terakoya.delivery.likeness import squeeze
from terakoya.delivery.row_faults import say_fault
from terakoya.errors import RosterError, UsageError
from terakoya.language import gettext as _
from terakoya.model import (
    Cohort,
    Event,
    EventKind,
    Learner,
    Stamp,
    find_unseen,
    has_control,
    mark_unseen,
)
from terakoya.records import (
    Database,
    ToldName,
    add_events,
    forget_name,
    list_learners,
    list_told_names,
    tell_names,
)
from terakoya.sheets import Row, Table, Wording, read_table

__all__ = ["NAME_HEADINGS", "forget_told", "keep_names", "read_names"]

NAME, NUMBER = NAME_HEADINGS = ("提出物での名前", "職員番号")
_WORDING = Wording(
    {
        NAME: ("名前", "フォルダー名", "フォルダ名", "ファイル名", "表示名", "name", "folder"),
        NUMBER: ("社員番号", "職員コード", "staff number", "id"),
    }
)
_LONGEST = 200


def keep_names(database: Database, cohort: Cohort, path: Path, stamp: Stamp) -> int:
    """Read a table of names and keep it with the cohort; return how many names it tells.

    Raises:
        UsageError, RosterError: it cannot be read, or a row is bad; then nothing is kept.
    """
    with database.reading() as session:
        learners = list_learners(session, cohort.id)
    told = read_names(path, learners)
    with database.session() as session:
        known = {*list_told_names(session, cohort.id)}
        tell_names(session, cohort.id, told, stamp.at)
        new = (one for one in told if one not in known)
        events = [_event(EventKind.NAME_TOLD, cohort, one) for one in new]
        add_events(session, stamp, events)
    return len(told)


def forget_told(database: Database, cohort: Cohort, name: str, stamp: Stamp) -> None:
    """Forget what was told of a name.

    Raises:
        UsageError: nothing was.
    """
    with database.session() as session:
        known = {one.key: one for one in list_told_names(session, cohort.id)}
        if forget_name(session, cohort.id, squeeze(name)):
            gone = _event(EventKind.NAME_FORGOTTEN, cohort, known[squeeze(name)])
            add_events(session, stamp, [gone])
            return
    raise UsageError(
        _("Nothing was told of the name “{name}”.").format(name=mark_unseen(name, 80)),
        remedy=_("See what was with: terakoya cohort names {id}").format(id=cohort.id),
    )


def read_names(path: Path, learners: Iterable[Learner]) -> tuple[ToldName, ...]:
    """Read a table with the columns `NAME_HEADINGS`; a row without a staff number says nothing.

    Raises:
        UsageError: there is no such file, or it is no table.
        RosterError: a column is missing, or rows are bad; every bad row is listed.
    """
    table = read_table(path, NAME_HEADINGS, _WORDING)
    missing = [heading for heading in NAME_HEADINGS if heading not in table.columns]
    if missing:
        raise RosterError(
            _("Columns are missing: {columns}.").format(columns=", ".join(missing)),
            where=path.name,
            remedy=_("Give the first row these headings: {columns}.").format(
                columns=", ".join(NAME_HEADINGS)
            ),
        )
    people = {learner.id: learner for learner in learners}
    rows = [row for row in table.rows if narrow(row.values[NUMBER])]
    problems = [problem for row in rows for problem in _check(table, row, people)]
    problems += _find_contradictions(table, rows)
    if problems:
        what = _("No name was kept: rows to correct: {count}.").format(count=len(problems))
        raise RosterError(what, problems)
    return tuple(_told(row) for row in rows)


def _event(kind: EventKind, cohort: Cohort, told: ToldName) -> Event:
    return Event(kind, cohort.id, told.learner_id, data={"name": told.name})


def _told(row: Row) -> ToldName:
    name = row.values[NAME].strip()
    return ToldName(name, squeeze(name), narrow(row.values[NUMBER]))


def _check(table: Table, row: Row, people: dict[str, Learner]) -> list[str]:
    """Say what is wrong with a row, in at most one sentence."""
    told = _told(row)
    if not told.key or len(told.name) > _LONGEST or len(told.key) > _LONGEST:
        what = _("A name has 1 to {limit} characters.").format(limit=_LONGEST)
        return [say_fault(table, row, NAME, what, _("Write it as the refusal shows it."))]
    if has_control(told.name) or find_unseen(told.name):
        what = _("The cell holds a character that cannot be seen.")
        return [say_fault(table, row, NAME, what, _("Type the cell again."))]
    if told.learner_id not in people:
        shown = mark_unseen(told.learner_id, 40)
        what = _("“{who}” is not enrolled in this cohort.").format(who=shown)
        return [say_fault(table, row, NUMBER, what, _like_number(told.learner_id, people))]
    bearers = [one.id for one in people.values() if told.key in (squeeze(one.name), one.id)]
    if bearers and told.learner_id not in bearers:
        what = _("“{name}” is {ids} in this cohort.").format(
            name=mark_unseen(told.name, 80), ids=", ".join(bearers)
        )
        return [say_fault(table, row, NAME, what, _("Remove or correct the row."))]
    return []


def _like_number(number: str, people: dict[str, Learner]) -> str:
    """Return the remedy for a number that nobody has: Excel may have taken its zeros."""
    likely = [one for one in people if one.lstrip("0") == number.lstrip("0")]
    if likely:
        return _("Did you mean {id}?").format(id=likely[0])
    return _("Write the staff number as the roster has it.")


def _find_contradictions(table: Table, rows: Sequence[Row]) -> list[str]:
    meanings: dict[str, set[str]] = defaultdict(set)
    problems = []
    for row in rows:
        told = _told(row)
        meanings[told.key].add(told.learner_id)
        if len(meanings[told.key]) > 1:
            what = _("“{name}” would mean two people.").format(name=mark_unseen(told.name, 80))
            remedy = _("Add the system's number to the name, as in 田中 誠_5503.")
            problems.append(say_fault(table, row, NAME, what, remedy))
    return problems
