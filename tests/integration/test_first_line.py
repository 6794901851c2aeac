"""A learner's real kernel: one line in the learner's language stands above the traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager, start_new_kernel
from terakoya_lab import lab_environment

from tests.unit.lab.test_error_words import KANA

PAINT = "\x1b[1m"


class _Learner:
    """A kernel as `terakoya lab` starts it."""

    def __init__(self, environment: dict[str, str]) -> None:
        folder = str(Path(environment["JUPYTER_PATH"]) / "kernels")
        specs = KernelSpecManager(kernel_dirs=[folder], ensure_native_kernel=False)
        self._manager = KernelManager(kernel_name="python3", kernel_spec_manager=specs)
        self._manager.start_kernel(env=os.environ | environment)
        self.client = self._manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def close(self) -> None:
        self.client.stop_channels()
        self._manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def learner() -> Iterator[_Learner]:
    """One kernel for the module, in Japanese."""
    found = _Learner(lab_environment("ja"))
    yield found
    found.close()


def _run(client: Any, code: str) -> tuple[list[str], list[str]]:
    """Run a cell; return the traceback that is shown, and the one of the answer."""
    shown: list[str] = []

    def note(message: dict[str, Any]) -> None:
        if message["msg_type"] == "error":
            shown.extend(message["content"]["traceback"])

    reply = client.execute_interactive(code, output_hook=note, timeout=60, stop_on_error=False)
    return shown, reply["content"].get("traceback", [])


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("x = 1\n\nx / 0", "3行目：0で割っています"),
        ("def f():\n    return gone\n\nf()", "4行目：「gone」がまだありません"),
        ("x = 1\nprint（x)", "2行目：「（」が全角です"),
        ("assert False, '合計が合いません。'", "1行目：合計が合いません。"),
        ("%nosuch", ""),
        ("!exit 3", ""),
    ],
)
def test_line_stands_above_the_traceback(learner: _Learner, code: str, line: str) -> None:
    """It is said in what is shown and in the answer, with the line of this cell, and only there."""
    shown, answered = _run(learner.client, code)
    assert shown == answered
    if line:
        assert shown[0].startswith(PAINT + line)
        assert len(shown) > 1


def test_answer_is_of_this_error_not_of_an_earlier_one(learner: _Learner) -> None:
    """A second error's answer is its own; a cell that works has none."""
    _run(learner.client, "1 / 0")
    _shown, answered = _run(learner.client, "int('12人')")
    assert "'12人'" in answered[0]
    assert _run(learner.client, "1 + 1") == ([], [])


def test_other_kernels_say_what_they_said() -> None:
    """Control: a stock kernel shows no such line; what graders run does not change."""
    manager, client = start_new_kernel(kernel_name="python3")
    try:
        shown, _answered = _run(client, "1 / 0")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert shown
    assert not KANA.search("".join(shown))
