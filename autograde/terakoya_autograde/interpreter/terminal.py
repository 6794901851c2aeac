"""Shell commands of a notebook (``!command``) where there is no terminal."""

from __future__ import annotations

import codecs
import signal
import subprocess
import sys

__all__ = ["run_command"]


def run_command(command: str) -> int:
    """Run a shell command for ``!command`` as IPython does, but without a terminal.

    There are none inside. What it prints has the line ends of a terminal all the same.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with subprocess.Popen(
        ["/bin/sh", "-c", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None, "asked for"
        try:
            while data := process.stdout.read1():  # type: ignore[attr-defined]
                sys.stdout.write(decoder.decode(data).replace("\n", "\r\n"))
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
    return process.returncode
