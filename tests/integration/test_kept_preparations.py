"""A preparation that is kept: nothing is tried again, and the marks are the same."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Result,
    Submission,
    generate,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.preparations import CacheMiss, preparing
from terakoya_autograde.storage.address import file_address

from terakoya.workspace import make_workspace
from tests.made import answer, check, code, filled, notebook, write_assignment, write_notebook

LIMITS = Limits(cell_seconds=4, notebook_seconds=60, memory_mb=700, output_kb=64)
RIGHT = {
    "rates": "rates = [2 * x for x in base]",
    "arrange": "def arrange(names):\n    names.sort()",
    "lock": "import threading\nlock = threading.Lock()",
}
TESTS = {
    "rates": "expected = [2 * x for x in base]\nassert rates == expected, 'rates'",
    "arrange": "names = ['b', 'a']\narrange(names)\nassert names == ['a', 'b'], 'arrange'",
    "lock": "assert lock.acquire(blocking=False), 'lock'",  # it cannot cross: unprotected
}
HANDED_IN = (
    {},
    {"rates": "rates = base", "lock": "import threading\nlock = threading.Lock()\nlock.acquire()"},
    {"arrange": "def arrange(names):\n    names.reverse()\n    names.append('c')"},
    {"rates": "import sys\nexpected = rates = None\nraise SystemExit"},
)


def lesson() -> dict[str, Any]:
    """A notebook whose checks run in each of the ways: ahead, in the clean room, beside."""
    cells = [code("helper", "base = [1, 2, 3]", locked=True)]
    for name, reference in RIGHT.items():
        cells.append(answer(name, f"### BEGIN SOLUTION\n{reference}\n### END SOLUTION"))
        hidden = f"### BEGIN HIDDEN TESTS\n{TESTS[name]}\n### END HIDDEN TESTS"
        cells.append(check(f"test-{name}", hidden, 2))
    return notebook(*cells)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the lesson in it."""
    folder = tmp_path_factory.mktemp("kept")
    write_assignment(make_workspace(folder / "workspace"), "lesson", lesson())
    return folder


@contextmanager
def prepared(place: Path) -> Iterator[AssignmentVersion]:
    """The lesson, prepared with what is kept in the workspace."""
    source = place / "workspace" / "source" / "lesson"
    config = place / "workspace" / "nbgrader_config.py"
    kept = place / "workspace" / "var" / "prepared"
    with prepare_assignment(source, config, kept=kept) as version:
        yield version


def results(version: AssignmentVersion, folder: Path) -> list[Result]:
    """Grade all that is handed in."""
    made = []
    for number, answers in enumerate(HANDED_IN):
        path = folder / f"{number}" / "lesson.ipynb"
        write_notebook(path, filled(lesson(), RIGHT | answers))
        handed_in = Submission({path.name: path}, str(number))
        result = grade_submission(version, handed_in, LIMITS)
        shown = {name: without_times(text) for name, text in result.notebooks.items()}
        made.append(replace(result, seconds=0.0, notebooks=shown))
    return made


def without_times(text: str) -> str:
    """Return an executed notebook without the moments at which its cells ran."""
    content = json.loads(text)
    for cell in content["cells"]:
        cell["metadata"].pop("execution", None)
    return json.dumps(content)


def not_tried(*_arguments: object, **_settings: object) -> None:
    """Stand for what tries the reference solution."""
    raise AssertionError("it was prepared anew")


def test_kept_preparation_gives_the_same_marks(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is released or tried again; every mark, message and output is the same."""
    with prepared(place) as fresh:
        first = results(fresh, tmp_path / "fresh")
    assert fresh.cache_miss is CacheMiss.NOTHING
    monkeypatch.setattr(preparing, "protect_checks", not_tried)
    monkeypatch.setattr(preparing, "read_assignment", not_tried)
    with prepared(place) as again:
        second = results(again, tmp_path / "again")
    assert again.cache_miss is None
    assert second == first
    told = ("digest", "master", "items", "unprotected", "untried", "released", "broken")
    assert [getattr(again, name) for name in told] == [getattr(fresh, name) for name in told]
    points = [sum(item.score for item in result.items) for result in first]
    assert points == [6.0, 2.0, 4.0, 4.0]
    assert again.unprotected["lesson"].keys() == {"test-lock"}


def test_kept_preparation_of_a_file_that_was_changed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried anew, as a control shows that looks where that happens; the old one is back."""
    data = place / "workspace" / "source" / "lesson" / "new.csv"
    monkeypatch.setattr(preparing, "protect_checks", not_tried)
    with prepared(place) as version:
        assert version.cache_miss is None
    data.write_text("a\n1\n")
    with pytest.raises(AssertionError, match="prepared anew"), prepared(place):
        pass
    data.unlink()
    with prepared(place) as version:
        assert version.cache_miss is None


def test_gradebook_that_has_a_version_already(place: Path, tmp_path: Path) -> None:
    """It need not be entered again; any change of a cell, a lost row or no gradebook is seen."""
    source = place / "workspace" / "source" / "lesson"
    config = place / "workspace" / "nbgrader_config.py"
    master = preparing.read_assignment(source, config).master
    url = file_address(tmp_path / "gradebook.db")
    assert not master.is_entered(url)
    generate(source, config, tmp_path, url)
    assert master.is_entered(url)
    for change in (
        "UPDATE grade_cells SET max_score = 3 WHERE rowid = 1",
        "UPDATE source_cell SET source = 'other' WHERE rowid = 1",
        "DELETE FROM source_cell WHERE rowid = 1",
        'UPDATE notebook SET kernelspec = \'{"name": "other"}\'',
    ):
        shutil.copyfile(tmp_path / "gradebook.db", tmp_path / "changed.db")
        with closing(sqlite3.connect(tmp_path / "changed.db")) as database, database:
            database.execute(change)
        assert not master.is_entered(file_address(tmp_path / "changed.db")), change
