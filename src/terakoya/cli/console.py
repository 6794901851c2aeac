"""How every command shows results, progress and errors."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.segment import Segment
from rich.table import Table
from rich.text import Text
from terakoya_autograde import ReadableStream, readable, write_json

__all__ = ["ReadableConsole", "console", "error_console", "print_json", "print_table", "say"]
__all__ += ["show_progress", "warn"]


class ReadableConsole(Console):
    """A console whose colours and moves are our own: what is in a text becomes readable.

    All that is printed goes through here, so that no caller has to remember it.
    """

    @property
    def file(self) -> IO[str]:
        """Where it writes: past the guard of the stream, which would spoil colours."""
        file = super().file
        return file.raw if isinstance(file, ReadableStream) else file

    @file.setter
    def file(self, new_file: IO[str]) -> None:
        self._file = new_file

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """Yield the pieces of what is printed; only those that Rich made itself give orders."""
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(readable(segment.text), segment.style)


console = ReadableConsole(highlight=False)
error_console = ReadableConsole(stderr=True, highlight=False)


def say(sentence: str) -> None:
    """Print a sentence as it is: names are no markup, and a path or command to copy stays whole."""
    _print_as_it_is(console, sentence)


def warn(sentence: str) -> None:
    """Print a sentence as it is on standard error."""
    _print_as_it_is(error_console, sentence)


def _print_as_it_is(where: Console, sentence: str) -> None:
    where.print(readable(sentence), markup=False, emoji=False, soft_wrap=True)


def print_table(
    headings: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = ""
) -> None:
    """Print a table whose long cells go on in the next line, so that nothing is cut off.

    Cells are shown as they are: people name files and themselves, and the console reads markup.
    Numbers stand to the right; None is an empty cell.
    """
    table = Table(title=title or None, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(value) for value in row))
    console.print(table)


def _cell(value: object) -> Text:
    number = isinstance(value, int | float)
    shown = "" if value is None else readable(str(value))  # before its width is counted
    return Text(shown, justify="right" if number else "left")


def print_json(document: object) -> None:
    """Print one JSON document, and nothing else, on standard output."""
    write_json(document, sys.stdout, indent=2)


class ProgressLine:
    """Counts finished pieces of work in plain lines."""

    def __init__(self, title: str, total: int) -> None:
        self._title, self._total, self._done = title, total, 0

    def advance(self, label: str = "") -> None:
        """One more piece is done; `label` says which."""
        self._done += 1
        named = " ".join(label.splitlines())  # one line a piece, whatever its name holds
        warn(f"{self._title} {self._done}/{self._total} {named}".rstrip())


class ProgressBar(ProgressLine):
    """Counts finished pieces of work in a bar with the time that remains."""

    def __init__(self, title: str, total: int, bar: Progress) -> None:
        super().__init__(title, total)
        self._bar, self._task = bar, bar.add_task(title, total=total)

    def advance(self, label: str = "") -> None:
        """One more piece is done."""
        del label
        self._bar.advance(self._task)


class Silence(ProgressLine):
    """Says nothing."""

    def advance(self, label: str = "") -> None:
        """One more piece is done, silently."""


@contextmanager
def show_progress(title: str, total: int, *, quiet: bool = False) -> Iterator[ProgressLine]:
    """Show progress on standard error: a bar on a terminal, plain lines elsewhere."""
    if quiet:
        yield Silence(title, total)
    elif not error_console.is_terminal or total == 0:
        yield ProgressLine(title, total)
    else:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(
            *columns,
            TimeRemainingColumn(),
            console=error_console,
            redirect_stdout=False,  # Rich would take others' escape sequences for its own colours
            redirect_stderr=False,
        ) as bar:
            yield ProgressBar(title, total, bar)
