"""Two processes that do the same at one moment: both succeed, and what is kept is one whole."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

import pytest
from terakoya_autograde.storage.atomic_writes import fill_folder

from tests.integration.storage.processes import at_once
from tests.integration.storage.scenarios import SCENARIOS, warm_up
from tests.integration.storage.test_killed import (
    act,
    listing,
    replace_in_two_renames,
)

# nbgrader's own many transactions, and the engine's whole runs, are kept apart by locks of the runs
APART = {"gradebook that is new", "course"}
TOGETHER = [name for name in SCENARIOS if name not in APART]
ROUNDS = 3


@pytest.mark.parametrize("name", TOGETHER)
def test_two_who_do_the_same_at_once(name: str, tmp_path: Path) -> None:
    """Both end well; afterwards all is as after one of them, and nothing is beside it."""
    warm_up()
    scenario = SCENARIOS[name]
    for number in range(ROUNDS):
        alone, shared = tmp_path / f"alone-{number}", tmp_path / f"shared-{number}"
        for folder in (alone, shared):
            folder.mkdir()
            scenario.prepare(folder)
        assert at_once(lambda: act(scenario, alone)) == [0]  # noqa: B023 - it ends in this round
        assert at_once(*[lambda: act(scenario, shared)] * 2) == [0, 0]  # noqa: B023
        assert scenario.look(shared) == scenario.look(alone)
        assert listing(shared) == listing(alone)


def test_two_who_replace_without_care(tmp_path: Path) -> None:
    """Control: with fixed names and two renames, who comes meanwhile fails."""
    fill_folder(tmp_path / "kept", {"a": b"old"})
    context = multiprocessing.get_context("fork")
    midway, over = context.Event(), context.Event()

    def first() -> None:
        def stop(name: str, _arguments: object) -> None:
            if name == "os.rename" and not midway.is_set():
                midway.set()
                over.wait(60)

        sys.addaudithook(stop)
        replace_in_two_renames(tmp_path)

    def second() -> None:
        midway.wait(60)
        try:
            replace_in_two_renames(tmp_path)
        finally:
            over.set()

    assert at_once(first, second) == [0, 1]
