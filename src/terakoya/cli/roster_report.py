"""What was read of a roster and what was not, and what an enrolment would change."""

from __future__ import annotations

from collections.abc import Sequence

from terakoya.cli.console import print_table, say
from terakoya.delivery import Roster
from terakoya.delivery.roster import COLUMNS
from terakoya.delivery.roster_fields import FIELDS, name_field
from terakoya.delivery.roster_words import reading_sentences
from terakoya.language import gettext as _
from terakoya.model import Learner, Tier

__all__ = [
    "count_changes",
    "reading_document",
    "say_what_was_read",
    "show_preview",
]

_ROWS_SHOWN = 5
_CHANGES_SHOWN = 50


def say_what_was_read(roster: Roster) -> None:
    """Say which rows of which sheet were read, and whatever was passed over."""
    for sentence in reading_sentences(roster):
        say(sentence)


def show_preview(roster: Roster, changes: Sequence[tuple[str, ...] | None]) -> None:
    """Show the first rows as they were read, then everybody who is new or changes.

    Args:
        roster: what was read.
        changes: for each learner what would change; None for somebody new.
    """
    for heading, text in roster.reading.called.items():
        say(_("The column “{text}” is read as {heading}.").format(text=text, heading=heading))
    if roster.reading.unused:
        say(_("Columns not read: {columns}.").format(columns=", ".join(roster.reading.unused)))
    people = list(zip(roster.lines, roster.learners, changes, strict=True))
    shown = [person for at, person in enumerate(people) if at < _ROWS_SHOWN or person[2] != ()]
    rows = (
        (line, *_cells(learner), _change(change))
        for line, learner, change in shown[:_CHANGES_SHOWN]
    )
    print_table((_("Line"), *COLUMNS, _("Change")), rows)
    if len(shown) > _CHANGES_SHOWN:
        message = _("Further people who are new or change: {count}.")
        say(message.format(count=len(shown) - _CHANGES_SHOWN))
    say(_("New: {new}. Changed: {changed}. As they are: {same}.").format(**count_changes(changes)))


def count_changes(changes: Sequence[tuple[str, ...] | None]) -> dict[str, int]:
    """Return how many people are new, changed and the same."""
    new = sum(change is None for change in changes)
    changed = sum(bool(change) for change in changes)
    return {"new": new, "changed": changed, "same": len(changes) - new - changed}


def reading_document(roster: Roster) -> dict[str, object]:
    """Return the same as JSON, with its keys in English."""
    reading = roster.reading
    return {
        "sheet": reading.sheet or None,
        "lines": [roster.lines[0], roster.lines[-1]],
        "other_sheets": list(reading.other_sheets),
        "hidden_sheets": list(reading.hidden_sheets),
        "hidden_rows": list(reading.hidden_rows),
        "hidden_columns": list(reading.hidden_columns),
        "passed_over": [{"line": row.line, "text": row.text} for row in reading.passed],
        "blank_lines": list(reading.blank),
        "without": {heading: list(lines) for heading, lines in roster.empty.items()},
        "headings": dict(reading.called),
        "columns_not_read": list(reading.unused),
    }


def _cells(learner: Learner) -> tuple[str, ...]:
    given = (getattr(learner, name) for name in FIELDS)
    return tuple(value.japanese if isinstance(value, Tier) else str(value) for value in given)


def _change(change: tuple[str, ...] | None) -> str:
    if change is None:
        return _("new")
    return ", ".join(map(name_field, change)) or "–"
