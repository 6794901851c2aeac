"""No command lets a text that is not ours give orders to a terminal: every command, every place."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import signal
import subprocess
import sys
import tty
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from typer import Context
from typer.core import TyperGroup
from typer.main import get_group

from terakoya.cli import console
from terakoya.cli.main import app
from tests.integration.made_hostile import (
    LINE,
    MARK,
    NAME,
    ORDERS,
    make_hostile_course,
    make_hostile_workspace,
)
from tests.warm_commands import start_warm

BIN = Path(sys.executable).parent
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[1A|\x1b\[2K|\x1b\[K|\r")
# In the order in which they are run: what one makes, the next ones show.
WALK: dict[tuple[str, ...], Sequence[tuple[str, ...]]] = {
    ("init",): [("--no-labs", f"new/{NAME}"), (f"new/{NAME}",), ("inbox",)],
    ("cohort", "create"): [
        ("summer", "--course", "small", "--title", ORDERS),
        (ORDERS, "--course", ORDERS),
        ("summer", "--course", "small", "--start", LINE),
    ],
    ("cohort", "enrol"): [("spring", "roster.csv"), ("spring", LINE), (LINE, "roster.csv")],
    ("cohort", "list"): [(), ("--json",)],
    ("collect",): [
        ("spring", "--from", "inbox"),
        ("spring", "--from", "inbox", "--json"),
        ("spring", "--from", LINE),
        ("spring", LINE),
    ],
    ("cohort", "show"): [("spring",), ("spring", "--json"), (LINE,)],
    ("grade",): [("spring",), ("spring", "--force", "--json"), ("spring", LINE)],
    ("feedback",): [("spring",), (LINE,)],
    ("refresh", "due"): [("spring",), ("spring", "--json"), (LINE,)],
    ("refresh", "calendar"): [("spring", "00101", "--to", NAME), ("spring", LINE)],
    ("export", "grades"): [
        ("spring",),
        ("spring", "--items"),
        ("spring", "--json"),
        ("spring", "--to", f"{NAME}.csv"),
        ("spring", "--to", LINE),
    ],
    ("export", "feedback"): [("spring",), ("spring", "--to", f"{NAME}.zip"), (LINE,)],
    ("export", "changes"): [("spring",), ("spring", "--json"), ("spring", "--to", LINE), (LINE,)],
    ("cohort", "names"): [("spring",), ("spring", "--json"), ("spring", "--forget", LINE), (LINE,)],
    ("cohort", "change"): [("spring", "--title", ORDERS), (LINE, "--end", LINE)],
    ("cohort", "rules"): [
        ("spring",),
        ("spring", LINE, "--most", LINE),
        ("spring", "--grace", LINE),
    ],
    ("cohort", "due"): [("spring", LINE), ("spring", "tiny", LINE, "--for", LINE)],
    ("cohort", "withdraw"): [("spring", "00101"), ("spring", LINE)],
    ("cohort", "reinstate"): [("spring", LINE)],
    ("cohort", "archive"): [(LINE,)],
    ("cohort", "unarchive"): [(LINE,)],
    ("cohort", "log"): [("spring",), (LINE,)],
    ("account", "create"): [(LINE,), ("00101", "--person", LINE), ("--cohort", LINE)],
    ("account", "list"): [(), ("--json",), (LINE,)],
    ("account", "disable"): [(LINE,)],
    ("account", "enable"): [(LINE,)],
    ("account", "reset"): [(LINE,)],
    ("account", "slips"): [("--to", f"{NAME}.pdf", "--yes"), ("--to", LINE, "--cohort", LINE)],
    ("role", "give"): [(LINE, "hr"), ("00101", LINE), ("00101", "manager", "--department", LINE)],
    ("role", "take"): [(LINE, "hr"), ("00101", LINE)],
    ("role", "list"): [(), ("--account", LINE), ("--role", LINE)],
    ("person", "show"): [("00101",), ("00101", "--json"), (LINE,)],
    ("person", "export"): [("00101", "--to", f"p{NAME}.zip"), (LINE, "--to", LINE)],
    ("person", "transfer"): [
        ("roster.csv", "--on", "2027-04-01", "--dry-run"),
        (LINE, "--on", LINE),
    ],
    ("person", "leave"): [(LINE, "--on", "2027-03-31"), ("00101", "--on", LINE)],
    ("person", "departments"): [(), ("--json",), (LINE,), ("--on", LINE)],
    ("person", "expire"): [("--years", LINE)],
    ("person", "erase"): [(LINE,)],
    ("person", "add"): [("roster.csv", "--check"), (LINE,)],
    ("enrol", "open"): [(LINE,), ("spring", "--from", LINE)],
    ("enrol", "list"): [(), ("spring",), (LINE,)],
    ("enrol", "apply"): [("spring", LINE), (LINE, "00101")],
    ("enrol", "agree"): [(LINE,), ("1",)],
    ("enrol", "refuse"): [(LINE, "--reason", LINE), ("1", "--reason", LINE)],
    ("enrol", "cancel"): [(LINE,), ("1", "--reason", LINE)],
    ("remind",): [("--dry-run",), ("--kind", LINE), (LINE,)],
    ("log",): [(), ("spring",), ("--json",), (LINE,)],
    ("settings",): [(), ("--json",), (LINE,)],
    ("ai", "check"): [(), (LINE,)],
    ("ai", "log"): [(), (LINE,), ("--since", LINE), ("--to", LINE)],
    ("ai", "record"): [(LINE,), ("tiny", "--prompts", LINE)],
    ("check",): [(), ("--json",), (LINE,), ("--only", LINE), ("--select", LINE)],
    ("new",): [(LINE,), ("own", "--title", LINE), ("own", "--course", LINE)],
    ("release",): [(), ("--check",), (LINE,), ("--zip", LINE)],
    ("build",): [
        ("strange", "--face", "handout", "--to", NAME),
        ("strange", "--face", "exercise", "--to", f"a{NAME}", "--json"),
        ("tiny", "--face", LINE),
    ],
    ("serve",): [
        ("--alone", "--port", "0"),
        ("--port", LINE),
        ("--alone", "--port", LINE),
        ("--base-path", LINE),
    ],
    ("export", "guide"): [("--to", f"{NAME}.pdf"), ("--to", LINE)],
    ("guard",): [("roster.csv",), ("roster.csv", "--json"), (LINE,)],
    ("lab",): [("--port", LINE)],
    ("backup",): [("--to", f"b{NAME}"), ("--to", f"roster.csv/{LINE}")],
    ("restore",): [(f"b{NAME}", "--check"), (f"b{NAME}", LINE), (LINE,)],
    ("doctor",): [(), ("--json",), (LINE,)],
    ("demo",): [("--no-serve", "--to", f"roster.csv/{NAME}"), ("--port", LINE)],
    ("bench", "app"): [("--assignment", LINE), ("--only", LINE)],
    ("bench", "grade"): [("--assignment", LINE), ("--only", LINE)],
}
ON_TERMINAL = (("collect",), ("cohort", "show"), ("grade",), ("export", "grades"), ("check",))
"""Those that show learners' texts, beside a bar that moves."""


def list_commands(group: TyperGroup, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command of the application, as it is typed."""
    context = Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, TyperGroup):
            yield from list_commands(command, (*above, name))
        else:
            yield (*above, name)


def run(folder: Path, program: str, *arguments: str) -> str:
    """Return what a command writes to a pipe; one that serves is stopped."""
    ours, theirs = os.pipe()
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        numbers = (nothing.fileno(), theirs, theirs)
        command = start_warm(program, arguments, folder, numbers, _environment())
    os.close(theirs)
    said = _read_all(ours, command.pid)
    command.wait()
    return said


def run_on_terminal(folder: Path, program: str, *arguments: str) -> str:
    """Return what it writes to a terminal, started as a shell starts it."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    process = subprocess.Popen(
        [str(BIN / program), *arguments],
        cwd=folder,
        env=_environment(),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    said = _read_all(ours, process.pid)
    process.wait()
    return said


def _environment() -> dict[str, str]:
    return os.environ | {"TERAKOYA_LANG": "en", "TERM": "xterm", "COLUMNS": "200"}


def _read_all(ours: int, process: int) -> str:
    written = bytearray()
    with contextlib.suppress(OSError):  # how a terminal says that its other end is closed
        while piece := os.read(ours, 65536):
            written += piece
            if b"http://127.0.0.1" in written:
                os.kill(process, signal.SIGINT)
    os.close(ours)
    return written.decode(errors="surrogateescape")


def test_every_command_is_walked() -> None:
    """A new command has to be added here."""
    group = get_group(app)
    assert isinstance(group, TyperGroup)
    assert set(list_commands(group)) == set(WALK)


def test_no_command_gives_a_strangers_orders(tmp_path: Path) -> None:
    """Of control characters only newlines and tabs come out."""
    folder = make_hostile_workspace(tmp_path / "workspace")
    marked: set[tuple[str, ...]] = set()
    for command, calls in WALK.items():
        for arguments in calls:
            said = run(folder, "terakoya", *command, *arguments)
            assert OBEYED.findall(said) == [], (command, arguments, said)
            assert "Traceback" not in said, said
            marked |= {command} if MARK in said else set()
    assert marked == set(WALK)


def test_no_command_gives_orders_to_a_terminal(tmp_path: Path) -> None:
    """Where there is a terminal, only what Rich makes itself comes out as well."""
    folder = make_hostile_workspace(tmp_path / "workspace")
    marked: set[tuple[str, ...]] = set()
    for command in ON_TERMINAL:
        for arguments in dict.fromkeys((WALK[command][0], WALK[command][-1])):
            said = run_on_terminal(folder, "terakoya", *command, *arguments)
            assert OBEYED.findall(OURS.sub("", said)) == [], (command, said)
            assert "\x1b[38;5;201m" not in said  # no colour of Rich's
            marked |= {command} if MARK in said else set()
    assert marked == set(ON_TERMINAL)


@pytest.mark.parametrize("on_terminal", [False, True], ids=["pipe", "terminal"])
def test_autograde_gives_no_strangers_orders(tmp_path: Path, on_terminal: bool) -> None:
    """The command for nbgrader's courses names students, notebooks and reasons."""
    course = make_hostile_course(tmp_path / "course")
    for options in (("--create",), ("--create", "--force", "--json"), (f"--student={LINE}",)):
        there = run_on_terminal if on_terminal else run
        said = there(course, "terakoya-autograde", "ps1", "--sandbox=none", *options)
        plain = OURS.sub("", said) if on_terminal else said
        assert OBEYED.findall(plain) == [], said
        assert MARK in said


def test_orders_come_out_where_nothing_makes_them_readable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Control: without the one place, the same words reach the terminal as they are."""
    console.warn(ORDERS)
    assert OBEYED.findall(capsys.readouterr().err) == []
    monkeypatch.setattr(console, "readable", str)
    console.warn(ORDERS)
    assert {"\x1b", "\x9b", "\u202e"} <= set(OBEYED.findall(capsys.readouterr().err))
