"""Text of strangers: nothing in it is obeyed by a terminal, and all of it can be seen."""

from __future__ import annotations

import io
import json
import sys

import pytest
from terakoya_autograde.nbgrader_course.progress_line import Progress
from terakoya_autograde.readable_text import ReadableStream, guard_streams, readable, write_json

ORDERS = {
    "escape": ("\x1b[31m", "\\x1b[31m"),
    "C1": ("\x9b31m", "\\x9b31m"),
    "title": ("\x1b]0;t\x07", "\\x1b]0;t\\x07"),
    "link": ("\x1b]8;;x\x1b\\", "\\x1b]8;;x\\x1b\\"),
    "overwriting": ("a\rb", "a\\rb"),
    "backspace": ("a\bb", "a\\x08b"),
    "direction": ("\u202ea\u2066", "\\u202ea\\u2066"),
    "zero width": ("a\u200b\ufeff", "a\\u200b\\ufeff"),
    "half a character": ("\ud800", "\\ud800"),
    "tag": ("\U000e0041", "\\U000e0041"),
}
LEFT = "町\t葛\U000e0100城\n👨\u200d👩 ‌علی‌رضا 3\ufe0f\u20e3 ①"


@pytest.mark.parametrize("kind", ORDERS)
def test_orders_are_written_out(kind: str) -> None:
    """They are shown as Python would write them."""
    text, shown = ORDERS[kind]
    assert readable(text) == shown


def test_letters_lines_and_tabs_stay() -> None:
    """So do variants of ideographs and joined emoji; a line's end of two characters is one."""
    assert readable(LEFT) == LEFT
    assert readable("a\r\nb\r\n") == "a\nb\n"


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_json_stays_what_it_is(encoding: str) -> None:
    """It is read as it was, and no order is in it."""
    document = {kind: text for kind, (text, _shown) in ORDERS.items()} | {"left": LEFT}
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict")
    write_json(document, out, indent=1)
    out.seek(0)
    written = out.read()
    assert json.loads(written) == document
    assert readable(written) == written


def test_guarded_streams_write_readably(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever writes to them; guarding twice is guarding once."""
    guard_streams()
    guard_streams()
    sys.stdout.writelines(["a\x1b", "b"])
    sys.stderr.write("c\x9b")
    assert not isinstance(sys.stdout.raw, ReadableStream)  # type: ignore[attr-defined]
    assert capsys.readouterr() == ("a\\x1bb", "c\\x9b")


def test_progress_rewrites_its_own_line_only() -> None:
    """On a terminal it moves the cursor; a text that it says cannot."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    raw = Terminal()
    Progress(2, ReadableStream(raw), clock=lambda: 0.0).say("ann\x1b[2K")  # type: ignore[arg-type]
    assert raw.getvalue() == "\r\x1b[Kann\\x1b[2K\n"
