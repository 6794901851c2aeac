"""How far a process's files may grow, set from outside."""

from __future__ import annotations

import os
import subprocess

import pytest

from terakoya.hub.spawning.file_growth import file_growth, let_files_grow

_TELLER = ["/bin/sh", "-c", "while read line; do ulimit -S -f; done"]


@pytest.mark.parametrize("account", [None, 61999])
def test_growth_of_another_process(account: int | None) -> None:
    """It is taken away and given back while the process runs, whatever account that has."""
    if account is not None and os.geteuid() != 0:
        pytest.skip("needs root, which alone starts a process of another account")
    with subprocess.Popen(
        _TELLER, user=account, cwd="/", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def ask() -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("?\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        before = ask()
        assert before != "0"  # control
        assert let_files_grow(process.pid, 0)
        assert ask() == "0"
        assert let_files_grow(process.pid, 2**63 - 1)
        assert ask() == before
    assert file_growth(process.pid) is None
    assert not let_files_grow(process.pid, 0)
