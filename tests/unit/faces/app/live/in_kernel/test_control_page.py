"""Promises of the cells that follow a page's controls, in IPython without a kernel."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import ipywidgets
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from terakoya.faces.app.live.in_kernel.control_page import ControlPage

WORDS = {"heading": "H", "busy": "B", "error": "SORRY", "timeout": "LATE", "memory-limit": "MUCH"}


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """IPython that keeps no history."""
    made = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    made.user_ns["number"] = 2
    yield made
    made.restore_sys_module_state()


class Opened:
    """A page of cells that all follow `number`, or of (source, follows, needs); called 0, 1, …"""

    def __init__(self, shell: InteractiveShell, *cells: tuple[str, list[str], list[str]]) -> None:
        about = [
            {"id": str(at), "source": source, "follows": follows, "needs": needs}
            for at, (source, follows, needs) in enumerate(cells)
        ]
        plan = {"words": WORDS, "seconds": 30.0, "parameters": [], "cells": about}
        self.page = ControlPage(plan, shell)
        for cell in about:
            asyncio.run(self.page.show(str(cell["id"])))

    def change(self, **values: Any) -> None:
        """Change parameters and wait until all has followed."""

        async def change() -> None:
            for name, value in values.items():
                self.page.change(name, value)
            assert self.page.work is not None
            await self.page.work

        asyncio.run(change())

    def shown(self) -> list[str]:
        """Return the text of each cell's result."""
        return ["".join(map(text_of, area.outputs)) for area in self.page.areas.values()]


def text_of(output: dict[str, Any]) -> str:
    """Return an output's text."""
    data = output.get("data", {})
    return str(output.get("text") or data.get("text/html") or data.get("text/plain"))


def test_change_replaces_results_in_order(shell: InteractiveShell) -> None:
    """Later cells see what earlier ones have made; nothing of the old results stays."""
    cells = [("double = number * 2\ndouble", ["number"], []), ("print(double)", ["number"], ["0"])]
    opened = Opened(shell, *cells)
    assert opened.shown() == ["4", "4\n"]
    opened.change(number=5)
    assert opened.shown() == ["10", "10\n"]


def test_change_leaves_alone_what_does_not_depend(shell: InteractiveShell) -> None:
    """A cell that follows another parameter is not run."""
    shell.user_ns["runs"] = []
    opened = Opened(shell, ("runs.append(1)\nlen(runs)", ["word"], []), ("number", ["number"], []))
    opened.change(number=5)
    assert opened.shown() == ["1", "5"]


def test_cell_that_raises_says_so_and_the_others_go_on(shell: InteractiveShell) -> None:
    """The kind sentence stands in its place, and the next change works."""
    bad, good = ("10 // (number - 3)", ["number"], []), ("number", ["number"], [])
    opened = Opened(shell, bad, good)
    opened.change(number=3)
    assert opened.shown() == ["SORRY", "3"]
    opened.change(number=4)
    assert opened.shown() == ["10", "4"]


def test_cell_that_needs_a_broken_one_shows_nothing_old(shell: InteractiveShell) -> None:
    """Not even after a change of something else: it would calculate with an old value."""
    made = ("share = 10 // (number - 3)", ["number"], [])
    used = ("print(share, word)", ["number", "word"], ["0"])
    shell.user_ns["word"] = "い"
    opened = Opened(shell, made, used)
    opened.change(number=3)
    opened.change(word="ろ")
    assert opened.shown() == ["SORRY", "SORRY"]
    opened.change(number=4)
    assert opened.shown()[1] == "10 ろ\n"


def test_cell_that_takes_too_long_is_stopped(shell: InteractiveShell) -> None:
    """Even one that catches every exception of its own."""
    endless = "while number == 3:\n    try:\n        while True: pass\n    except Exception: pass"
    opened = Opened(shell, (endless, ["number"], []))
    opened.page.seconds = 0.2
    opened.change(number=3)
    assert opened.shown() == ["LATE"]


def test_cell_that_waits_is_shown_too(shell: InteractiveShell) -> None:
    """What comes after an ``await`` belongs to the same result."""
    source = "import asyncio\nprint('a')\nawait asyncio.sleep(0)\nprint(number)"
    opened = Opened(shell, (source, ["number"], []))
    opened.change(number=5)
    assert opened.shown() == ["a\n5\n"]


def test_first_run_that_raises_is_told_to_voila(shell: InteractiveShell) -> None:
    """A page that fails at its start is Voila's to tell."""
    with pytest.raises(ZeroDivisionError):
        Opened(shell, ("1 / 0", ["number"], []))


def test_output_widget_of_the_author_is_filled(shell: InteractiveShell) -> None:
    """What is printed inside ``with out`` is in it and nowhere else; errors become a sentence."""
    shell.user_ns["out"] = out = ipywidgets.Output()
    source = "with out:\n    print(number)\n    10 // (number - 3)\nprint('after')"
    opened = Opened(shell, (source, ["number"], []))
    opened.change(number=3)
    assert [text_of(output) for output in out.outputs][-2:] == ["2\n3\n", "SORRY"]
    assert opened.shown() == ["after\n"]


def test_value_before_a_semicolon_is_not_shown(shell: InteractiveShell) -> None:
    """As in every notebook."""
    opened = Opened(shell, ("number;", ["number"], []), ("number", ["number"], []))
    assert opened.shown() == ["", "2"]


def test_display_that_is_updated_is_shown_once(shell: InteractiveShell) -> None:
    """The newer form stands in the place of the older one."""
    publish = (
        "get_ipython().display_pub.publish({{'text/plain': {}}}, transient={{'display_id': 1}}"
    )
    source = publish.format("'old'") + ")\n" + publish.format("str(number)") + ", update=True)"
    opened = Opened(shell, (source, ["number"], []), ("'last'", ["number"], []))
    assert opened.shown() == ["2", "'last'"]
