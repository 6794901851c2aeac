"""What was read of a roster and what was passed over, in sentences for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from terakoya.delivery.roster import Roster
from terakoya.language import gettext as _

__all__ = ["reading_sentences"]

_LINES_NAMED = 10


def reading_sentences(roster: Roster) -> Iterator[str]:
    """Yield one sentence for what was read and for each thing that was not."""
    reading, count = roster.reading, len(roster.learners)
    rows = {"first": roster.lines[0], "last": roster.lines[-1], "count": count}
    if reading.sheet:
        message = _("Sheet “{sheet}”, lines {first} to {last}, learners: {count}.")
        yield message.format(sheet=reading.sheet, **rows)
    else:
        yield _("Lines {first} to {last}, learners: {count}.").format(**rows)
    if reading.other_sheets:
        message = _("Sheets not read: {count} ({names}).")
        names = ", ".join(reading.other_sheets[:_LINES_NAMED])
        yield message.format(count=len(reading.other_sheets), names=names)
    if reading.hidden_sheets:
        message = _("Hidden sheets not read: {count} ({names}).")
        names = ", ".join(reading.hidden_sheets[:_LINES_NAMED])
        yield message.format(count=len(reading.hidden_sheets), names=names)
    yield from _hidden(roster)
    yield from _passed(roster)


def _hidden(roster: Roster) -> Iterator[str]:
    reading = roster.reading
    if reading.hidden_rows:
        message = _("Rows hidden or filtered out, not read: {count} (lines {lines}).")
        yield message.format(count=len(reading.hidden_rows), lines=_lines(reading.hidden_rows))
    if reading.hidden_columns:
        message = _("Hidden columns not read: {columns}.")
        yield message.format(columns=", ".join(reading.hidden_columns[:_LINES_NAMED]))


def _passed(roster: Roster) -> Iterator[str]:
    reading = roster.reading
    for row in reading.passed[:_LINES_NAMED]:
        yield _("Line {line} is no learner: {text}").format(line=row.line, text=row.text)
    if len(reading.passed) > _LINES_NAMED:
        yield _("Further lines that are no learners: {lines}.").format(
            lines=_lines([row.line for row in reading.passed[_LINES_NAMED:]])
        )
    if reading.blank:
        message = _("Lines with nothing under these headings, not read: {count} (lines {lines}).")
        yield message.format(count=len(reading.blank), lines=_lines(reading.blank))
    for heading, lines in roster.empty.items():
        message = _("Learners without {heading}: {count} (lines {lines}).")
        yield message.format(heading=heading, count=len(lines), lines=_lines(lines))
    for row in reading.passed:
        if row.count is not None and row.count != len(roster.learners):
            message = _("Please check: line {line} says {told}, and {count} were read.")
            yield message.format(line=row.line, told=row.count, count=len(roster.learners))


def _lines(lines: Sequence[int]) -> str:
    named = ", ".join(map(str, lines[:_LINES_NAMED]))
    return named + (", …" if len(lines) > _LINES_NAMED else "")
