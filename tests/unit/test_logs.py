"""What is logged: lines that machines read, with what is known and nobody's words or secrets."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from terakoya.errors import WorkspaceError
from terakoya.logs import KEPT, bound, get_logger, keep_logs
from terakoya.model.settings import LogForm, LogSettings

NAME, TOKEN = "髙﨑 花子", "t0ken-of-nobody"
JSON = LogSettings("json", "info", "out/log.jsonl")


def read_lines(folder: Path) -> list[dict[str, Any]]:
    """Read the log of JSON lines."""
    text = (folder / JSON.file).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def fail() -> None:
    """Raise an error that says a name and a token, as a database's errors do."""
    raise ValueError(f"row ({NAME}, {TOKEN})")


def tell_all() -> None:
    """Log in every way that there is: fields, forms with values, errors, an error as a message."""
    log, plain = get_logger("test"), logging.getLogger("terakoya.test")
    log.info("told", status=200, learner=NAME, token=TOKEN, path=f"/people/{NAME}?key={TOKEN}")
    plain.warning("%s came with %s", NAME, TOKEN, extra={"app": "waiting", "learner": NAME})
    for report in (log.exception, plain.exception):
        try:
            fail()
        except ValueError as error:
            report("it failed")
            plain.error(error)


@contextmanager
def plainly(stream: io.StringIO) -> Iterator[None]:
    """Log with Python's own form."""
    logger, handler = logging.getLogger("terakoya"), logging.StreamHandler(stream)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def test_line_holds_what_is_known_and_nothing_else(tmp_path: Path) -> None:
    """Names and tokens stay out, whoever logs them in whatever way; where it failed is there."""
    with keep_logs(JSON, tmp_path), bound(request_id="abc"):
        tell_all()
    text = (tmp_path / JSON.file).read_text(encoding="utf-8")
    assert NAME not in text
    assert TOKEN not in text
    told = read_lines(tmp_path)
    assert all(set(line) <= KEPT for line in told)
    assert {line["request_id"] for line in told} == {"abc"}
    first = {"event": "told", "level": "info", "logger": "terakoya.test", "status": 200}
    assert told[0] == first | {"request_id": "abc", "timestamp": told[0]["timestamp"]}
    assert (told[1]["event"], told[1]["app"]) == ("%s came with %s", "waiting")
    failed = [line for line in told if line["event"] == "it failed"]
    assert [line["error"] for line in failed] == ["ValueError"] * 2
    assert all(line["at"][-1].endswith(" fail") for line in failed)


def test_plain_logging_would_tell_them() -> None:
    """The control: with Python's own form the same calls write the name and the token."""
    stream = io.StringIO()
    with plainly(stream):
        tell_all()
    assert NAME in stream.getvalue()
    assert TOKEN in stream.getvalue()


def test_lines_for_people_are_plain(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard error, from warnings on, without colours, and just as silent about people."""
    with keep_logs(LogSettings(), Path("/nowhere")):
        get_logger("test").info("unheard")
        get_logger("test").warning("heard", app="waiting", learner=NAME)
        tell_all()
    said = capsys.readouterr().err
    assert "unheard" not in said
    assert "heard" in said
    assert "app=waiting" in said
    assert "\x1b" not in said
    assert NAME not in said
    assert TOKEN not in said


def test_log_ends_with_its_block(tmp_path: Path) -> None:
    """Afterwards nothing is written, and the loggers are as they were, those of libraries too."""
    other = logging.getLogger("a.library")
    before = (other.level, other.propagate, list(other.handlers))
    with keep_logs(JSON, tmp_path, also=("a.library",)):
        other.warning("from a library")
    get_logger("test").warning("later")
    other.warning("later")
    assert [line["event"] for line in read_lines(tmp_path)] == ["from a library"]
    assert (other.level, other.propagate, list(other.handlers)) == before


def test_log_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """It names the file and what to do."""
    (tmp_path / "out").write_text("a file")
    with (
        pytest.raises(WorkspaceError, match=r"The log cannot be written.*logs\.file"),
        keep_logs(JSON, tmp_path),
    ):
        raise AssertionError("not reached")


def test_error_that_was_never_raised_is_told_by_its_kind(tmp_path: Path) -> None:
    """As whoever passes an answer on has it."""
    with keep_logs(JSON, tmp_path):
        get_logger("test").warning("an answer broke off", exc_info=OSError(TOKEN))
    (line,) = read_lines(tmp_path)
    assert (line["error"], line["at"]) == ("OSError", [])


@pytest.mark.parametrize("form", ["text", "json"])
def test_nothing_in_a_line_begins_another_or_is_obeyed(tmp_path: Path, form: LogForm) -> None:
    """Neither in a field nor in a library's words; a half of a sign costs no line."""
    odd = "a\nb\r\x1b[2J\x9b\u2028\u202e\udcff"
    with keep_logs(LogSettings(form, "info", "log"), tmp_path, also=("a.library",)):
        get_logger("test").info("told", method=odd, app=[odd], run={odd: 1})
        logging.getLogger("a.library").warning(odd)
        get_logger("test").info("last", run=7, seconds=0.5)
    lines = (tmp_path / "log").read_text(encoding="utf-8").split("\n")[:-1]
    assert len(lines) == 3
    for sign in odd.replace("a", "").replace("b", "").replace("[2J", ""):
        assert not any(sign in line for line in lines)
    assert all(r"a\n" in line.replace("\\\\", "\\") for line in lines[:2])
    if form == "json":
        last = json.loads(lines[2])
        assert (last["run"], last["seconds"]) == (7, 0.5)
        assert json.loads(lines[0])["method"] == r"a\nb\r\x1b[2J\x9b\u2028\u202e\udcff"
