"""File names tell which of their kind they are: those that occur twice are few, with a reason."""

from __future__ import annotations

from collections import Counter

from tests.unit.docs.pages import ROOT, code_in_first_cells, read_page, section

FOLDERS = ("src/terakoya", "autograde", "extensions", "benchmarks", "scripts")
MOST = 12


def names_twice(names: list[str]) -> set[str]:
    """Return the names that occur more than once."""
    return {name for name, count in Counter(names).items() if count > 1}


def test_file_name_that_occurs_twice_has_a_reason() -> None:
    """Each is in the table of the map, nothing else is, and they are few."""
    names = [path.name for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    told = code_in_first_cells(section(read_page("docs/architecture.md"), "Names of files"))
    assert names_twice(names) == set(told)
    assert len(told) <= MOST


def test_file_name_that_occurs_twice_is_found() -> None:
    """Control."""
    assert names_twice(["a.py", "b.py", "a.py"]) == {"a.py"}
