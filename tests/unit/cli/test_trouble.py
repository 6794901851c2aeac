"""Promises of the command line's edge: what the machine refuses is one sentence."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from terakoya.cli import main as command_line
from terakoya.cli.trouble import explain_refusal
from terakoya.errors import disk_failure, without_classes
from terakoya.workspace.atomic import write_bytes


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full. Make room"),
        (errno.EROFS, "This disk can only be read. Choose"),
        (errno.EACCES, "You have no permission for this. Check"),
        (errno.ENOTDIR, "This is a file, not a folder. Choose"),
        (errno.ELOOP, "The machine refuses this: Too many levels of symbolic links. Check"),
    ],
)
def test_refusal_names_path_and_reason(number: int, words: str) -> None:
    """Path, reason and remedy; no number and no class of Python."""
    error = OSError(number, os.strerror(number), "/data/made")
    assert explain_refusal(error).sentence.startswith(f"/data/made: {words}")


def test_refusal_of_a_copied_folder_is_read() -> None:
    """shutil packs what stopped it into a text."""
    error = shutil.Error([("a", "/data/b", "[Errno 28] No space left on device: 'a'")])
    assert explain_refusal(error).sentence.startswith("/data/b: The disk is full.")


def test_file_in_the_making_is_named_as_it_was_wanted(tmp_path: Path) -> None:
    """The name with a dot in front means nothing to people."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError) as caught:
        write_bytes(tmp_path / "folder", b"x")
    assert caught.value.filename == str(tmp_path / "folder")


def test_disk_behind_another_error_is_found() -> None:
    """nbgrader and configurations wrap what the disk said."""
    disk = OSError(errno.EROFS, "Read-only file system")
    try:
        raise RuntimeError("no") from disk
    except RuntimeError as error:
        assert disk_failure(error) is disk
    assert disk_failure(FileNotFoundError(errno.ENOENT, "no")) is None


def test_reason_has_no_class_of_python() -> None:
    """Authors need not know what a RuntimeError is."""
    assert without_classes("a.b.RuntimeError: no end found") == "no end found"


def test_command_in_a_place_that_takes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`init` below /proc is one sentence and exit code 1."""
    monkeypatch.setattr(sys, "argv", ["terakoya", "init", "/proc/terakoya"])
    with pytest.raises(SystemExit) as ending:
        command_line()
    assert ending.value.code == 1
    assert capsys.readouterr().err.startswith("Error: /proc/terakoya: ")


def _environment(**more: str) -> dict[str, str]:
    return os.environ | {"TERAKOYA_LANG": "ja"} | more


def test_terminal_without_japanese_shows_replacements() -> None:
    """A C locale is no reason to fail."""
    program = [sys.executable, "-c", "from terakoya.cli import main; main()", "--help"]
    environment = _environment(LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    shown = subprocess.run(program, env=environment, capture_output=True, check=False)
    assert shown.returncode == 0, shown.stderr
    assert b"?" in shown.stdout


@pytest.mark.parametrize("times", [1, 3])
def test_interrupt_is_one_line_however_often(tmp_path: Path, times: int) -> None:
    """Ctrl-C, once or again and again: exit code 130 and no traceback."""
    wait = 'import signal, sys, time, terakoya.cli; m = sys.modules["terakoya.cli.main"]; '
    # whoever runs the tests in the background may have it ignored
    wait += "signal.signal(signal.SIGINT, signal.default_int_handler); "
    wait += "m.app = lambda: (print(1, flush=True), time.sleep(30)); m.main()"
    program = [sys.executable, "-c", wait]
    with subprocess.Popen(
        program,
        env=_environment(TERAKOYA_LANG="en"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for _number in range(times):
            process.send_signal(signal.SIGINT)
            time.sleep(0.01)
        _out, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert said.count("\n") <= 1
