"""What a server asks of its system: told in a process of its own, as it holds for all of it."""

from __future__ import annotations

import subprocess
import sys

HELD = """
import sys
from terakoya.faces.app.server_process import give_back_large_memory

def held():
    return int(open("/proc/self/statm").read().split()[1]) * 4096

if sys.argv[1] == "server":
    give_back_large_memory()
bytearray(30 * 2**20)  # the largest so far: what is smaller is kept from now on
before = held()
many = [bytearray(2**21) for _number in range(60)]
last = bytearray(2**21)  # above all of them
del many
print(held() - before)
"""


def held_by(kind: str) -> int:
    """Run a program that frees 120 MiB; return what it holds afterwards, in bytes."""
    command = [sys.executable, "-c", HELD, kind]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_server_gives_large_memory_back() -> None:
    """What visitors with large messages took is the system's again when they have gone."""
    assert held_by("server") < 10 * 2**20


def test_other_program_keeps_it() -> None:
    """Control: without the setting, glibc holds on to it."""
    assert held_by("other") > 60 * 2**20
