"""Ctrl-C before a command has begun."""

from __future__ import annotations

import signal
import subprocess
import sys

_LOADING = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)

class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == "terakoya.cli.main":
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Interrupt())
import terakoya.cli
"""
_LOADED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
import terakoya.cli
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
"""


def test_interrupt_while_the_command_is_loaded_ends_without_a_word() -> None:
    """As the shell expects it, and nobody is shown a traceback."""
    ended = subprocess.run([sys.executable, "-c", _LOADING], capture_output=True, check=False)
    assert ended.returncode == -signal.SIGINT
    assert ended.stderr == b""


def test_interrupts_are_heard_as_before_when_it_is_loaded() -> None:
    """What a command says when it is stopped is its own matter."""
    subprocess.run([sys.executable, "-c", _LOADED], check=True)
