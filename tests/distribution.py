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
    "integration/test_robustness.py": 190,
    "browser/apps": 180,
    "integration/test_forgeries.py": 130,
    "integration/test_docs_commands.py": 130,
    "integration/test_sandbox_attacks.py": 120,
    "integration/test_app_visits.py": 110,
    "integration/test_demo.py": 90,
    "integration/test_faces_follow_source.py": 80,
    "integration/test_nothing_hidden_is_told.py": 80,
    "integration/test_released_parts.py": 75,
    "integration/test_cold_libraries.py": 70,
    "integration/test_made_courses.py": 65,
    "integration/test_terminal.py": 65,
    "integration/test_seeds.py": 60,
    "browser/test_silent_firewall.py": 60,
    "integration/test_app_bench.py": 60,
    "integration/test_labs.py": 55,
    "integration/test_app_server.py": 55,
    "integration/test_bench.py": 50,
    "integration/test_app_trouble.py": 50,
    "integration/test_demo_site.py": 50,
    "integration/spawning": 45,
    "integration/test_nbgrader_course.py": 40,
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
