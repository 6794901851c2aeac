"""Which tests one worker runs behind each other, and which of them begin first.

A file's tests share what its fixtures made, so they stay together; so do the files of a folder that
share a server. What takes longest begins first: at the end no worker has a long file alone.
"""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

__all__ = ["LONGEST", "TOGETHER", "begin_with_longest", "make_scheduler"]

# Folders below tests/ whose fixtures are made for all of their files.
TOGETHER = ("browser/apps", "integration/spawning", "integration/storage")
# Seconds on two cores, roughly; a file that is not named takes less than any of them.
LONGEST = {
    "integration/storage": 200,  # it forks very often: a worker that has little in memory is fast
    "browser/apps": 180,
    "integration/test_robustness.py": 140,
    "integration/test_made_courses.py": 120,
    "integration/test_forgeries.py": 120,
    "integration/test_terminal.py": 110,
    "integration/test_docs_commands.py": 100,
    "integration/test_labs.py": 90,
    "integration/test_demo.py": 85,
    "integration/test_demo_site.py": 80,
    "integration/test_seeds.py": 75,
    "integration/test_sandbox_attacks.py": 70,
    "browser/test_papers_in_browser.py": 60,
    "browser/test_posing_in_browser.py": 58,
    "integration/test_app_visits.py": 56,
    "browser/test_silent_firewall.py": 54,
    "integration/test_faces_follow_source.py": 53,
    "integration/test_app_server.py": 52,
    "integration/test_nbgrader_course.py": 51,
    "integration/test_app_bench.py": 50,
    "browser/test_scores_in_browser.py": 49,
    "integration/test_released_parts.py": 48,
    "integration/test_app_trouble.py": 48,
    "integration/test_cold_libraries.py": 47,
    "integration/test_bench.py": 46,
    "integration/test_variants.py": 44,
    "integration/test_clean_room.py": 38,
    "integration/test_refresher_kit.py": 35,
    "integration/test_refresher_pages.py": 33,
    "integration/test_nothing_hidden_is_told.py": 30,
    "browser/test_office_in_browser.py": 45,
    "browser/test_whole_office_in_browser.py": 45,
    "integration/spawning": 45,
    "integration/hub/test_running_office.py": 40,
}


class LongestFirst(LoadScopeScheduling):  # type: ignore[misc] - has no types
    """Gives out a file, or a folder of TOGETHER, as one piece of work."""

    def _split_scope(self, nodeid: str) -> str:
        return _piece_of(nodeid)


def begin_with_longest(items: list[pytest.Item]) -> None:
    """Sort collected tests: the pieces that take longest first, each in its own order."""
    items.sort(key=lambda item: -LONGEST.get(_piece_of(item.nodeid), 0))


def _piece_of(nodeid: str) -> str:
    file = nodeid.split("::", maxsplit=1)[0].removeprefix("tests/")
    return next((folder for folder in TOGETHER if file.startswith(f"{folder}/")), file)


def make_scheduler(config: pytest.Config, log: Any) -> LongestFirst:
    """Return what gives out the work, in the order in which it was collected."""
    config.option.loadscopereorder = False
    return LongestFirst(config, log)
