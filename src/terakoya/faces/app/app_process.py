"""Voila's process: it ends when the process that started it is gone, however that ended.

Started as a file, in the server's own folder, with a pipe as standard input that the parent holds
open: the operating system closes it even if the parent is killed outright.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from pathlib import Path

from terakoya_autograde import guard_streams

from terakoya.faces.app.live.server import main
from terakoya.faces.app.server_process import settle_as_server

__all__ = ["end_with_parent"]


def end_with_parent() -> threading.Event:
    """Stop this process, politely, as soon as standard input ends; the event tells that it did."""
    ended = threading.Event()

    def wait() -> None:
        sys.stdin.buffer.read()
        ended.set()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()
    return ended


if __name__ == "__main__":
    guard_streams()  # operators read the log on a terminal, and visitors' words are in it
    settle_as_server()
    ended_by_parent = end_with_parent()
    try:
        main()
    finally:
        if ended_by_parent.is_set():  # nobody else is left to clear up
            shutil.rmtree(Path.cwd(), ignore_errors=True)
