"""Voila's process: it ends when the process that started it is gone, however that ended.

Started as a file, with a pipe as standard input that the parent holds open: the operating
system closes it even if the parent is killed outright.
"""

from __future__ import annotations

import os
import signal
import sys
import threading

from voila.app import main

__all__ = ["end_with_parent"]


def end_with_parent() -> None:
    """Stop this process, politely, as soon as standard input ends."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    main()
