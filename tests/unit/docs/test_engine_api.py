"""The page of the engine's interface has every name that a door shows, and no other."""

from __future__ import annotations

import re

import pytest

from tests.unit.autograde.test_front_door import DOORS, public_names
from tests.unit.docs.pages import read_page

_DIRECTIVE = re.compile(r"^\.\. (?:auto\w+|py:\w+|(currentmodule)):: (\S+)$", re.MULTILINE)


def documented() -> dict[str, list[str]]:
    """Return the names on the page, door by door."""
    found: dict[str, list[str]] = {door: [] for door in DOORS}
    door = ""
    for is_door, name in _DIRECTIVE.findall(read_page("docs/reference/engine-api.md")):
        if is_door:
            door = name
        else:
            found[door].append(name)
    return found


@pytest.mark.parametrize("door", DOORS)
def test_page_has_every_name_of_a_door(door: str) -> None:
    """Whoever may import it can read what it does; each name has one place."""
    shown = sorted(str(entry.value) for entry in public_names(door))
    assert sorted(documented()[door]) == shown
