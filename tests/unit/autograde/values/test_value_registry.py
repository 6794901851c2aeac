"""The reference names every class that crosses or is known not to, and no other."""

from __future__ import annotations

import pytest
from terakoya_autograde.values.value_registry import CODECS, REFUSALS, Registry

from tests.unit.docs.pages import code_in_first_cells, read_page, section

_SHOWN = {
    "_collections_abc:": "",
    "builtins:": "",
    "pandas._libs.missing:NAType": "pandas.NA",
    "pandas._libs.tslibs.nattype:NaTType": "pandas.NaT",
}


def shown(path: str) -> str:
    """Return a class's name as the page writes it."""
    for start, name in _SHOWN.items():
        if path.startswith(start):
            return name + path.removeprefix(start)
    return path.replace(":", ".")


@pytest.mark.parametrize(
    ("title", "entries"), [("What crosses", CODECS), ("What does not cross", REFUSALS)]
)
def test_page_names_every_class(title: str, entries: tuple[object, ...]) -> None:
    """Each table has a row for each class of the registry, in its order where it has one."""
    told = code_in_first_cells(section(read_page("docs/reference/values.md"), title))
    classes = [shown(path) for entry in entries for path in entry.types]  # type: ignore[attr-defined]
    assert sorted(told) == sorted(classes)


def test_tags_are_different() -> None:
    """No two kinds have one tag."""
    assert len({codec.tag for codec in CODECS}) == len(CODECS)


def test_registry_finds_the_nearest_base() -> None:
    """A class is found through its bases; an unknown one is not found."""

    class Mine(dict):  # type: ignore[type-arg]
        pass

    registry = Registry()
    found = registry.codec_for(Mine)
    assert found is not None
    assert found.tag == "dict"
    assert registry.codec_for(object) is None
