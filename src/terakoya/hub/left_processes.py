"""Nothing of an office outlives it: whatever of it still runs is found by a word, and ended.

People's servers outlive JupyterHub, so that it can start anew; they carry the office's word in
their environment. A small process waits until the supervisor is gone, however it went, and then
ends all that still carry it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

__all__ = ["WORD", "end_left", "watch_command"]

WORD = "TERAKOYA_PART_OF"
_PATIENCE = 4.0  # seconds between asking and killing
_LOOKING = 0.1


def watch_command(word: str) -> tuple[str, ...]:
    """Return the command of the process that waits; its standard input is the supervisor's end."""
    return (sys.executable, "-S", "-E", str(Path(__file__)), word)


def end_left(word: str, patience: float = _PATIENCE) -> int:
    """End every process that carries `word`, but this one; return how many there were."""
    left = _find(word)
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in _find(word):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)
        until = time.monotonic() + patience
        while time.monotonic() < until and _find(word):
            time.sleep(_LOOKING)
    return len(left)


def _find(word: str) -> list[int]:
    """Return the processes of this account that carry a word, zombies not among them."""
    said = f"{WORD}={word}".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if said in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


if __name__ == "__main__":
    os.setsid()
    for _number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(_number, signal.SIG_IGN)
    while sys.stdin.buffer.read(4096):  # ends when the supervisor does
        pass
    end_left(sys.argv[1])
