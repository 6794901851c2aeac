"""A new assignment from the template: whole in both languages, and nothing is lost for it."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from terakoya.authoring import check_assignment
from terakoya.errors import ManifestError, UsageError
from terakoya.language import Language, choose_language
from terakoya.workspace import Workspace, make_workspace, start_assignment

COURSE = """# ours
id = "town"
title = "まち"
tier = "general"
skills = ["data"]
phase = "practise"
minutes = 60
assignments = {listed}   # in this order
"""


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """A workspace without labs."""
    return make_workspace(tmp_path / "town")


def write_course(workspace: Workspace, listed: str) -> Path:
    """Write the course `town` with such a list, and return its manifest."""
    folder = workspace.root / "courses" / "town"
    folder.mkdir()
    (folder / "course.toml").write_text(COURSE.format(listed=listed), encoding="utf-8")
    return folder / "course.toml"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_new_assignment_has_no_finding(empty: Workspace, language: Language) -> None:
    """What nothing has to be run for is well before a word is changed."""
    choose_language(language)
    try:
        start_assignment(empty, "waste-sorting", "ごみの分け方")
    finally:
        choose_language("en")
    assignment = empty.read_assignment("waste-sorting")
    checks = ("structure", "tags", "pictures", "comparisons")
    assert check_assignment(empty, assignment, checks, [].append) == ()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_new_lab_waits_for_its_author_alone(empty: Workspace, language: Language) -> None:
    """It has items, hints, a refresher and answers; what is found are the texts marked for them."""
    choose_language(language)
    try:
        folder = start_assignment(empty, "waste-sorting", "ごみの分け方", as_lab=True).folder
    finally:
        choose_language("en")
    assignment = empty.read_assignment("waste-sorting")
    checks = ("structure", "tags", "pictures", "comparisons")
    found = check_assignment(empty, assignment, checks, [].append)
    assert {one.code for one in found} == {"TK104"}
    assert len(found) == (folder / "waste-sorting.ipynb").read_text("utf-8").count("✎") + 5
    assert [entry.item for entry in assignment.refreshers] == ["total"]
    kinds = {path.parts[-3] + "/" + path.parts[-2] for path in folder.glob("answers/*/*/*.py")}
    items = ("busy-days", "by-weekday", "total")
    assert kinds == {f"{kind}/{item}" for kind in ("right", "wrong") for item in items}


@pytest.mark.parametrize("title", ["ごみ　入門", 'Say "hello" \\ @ID@', "𠮷田の@TITLE@"])
def test_title_is_kept_letter_by_letter(empty: Workspace, title: str) -> None:
    """In the manifest, in both languages, and as the notebook's heading."""
    folder = start_assignment(empty, "own", title).folder
    assignment = empty.read_assignment("own")
    assert (assignment.title.ja, assignment.title.en) == (title, title)
    first = json.loads((folder / "own.ipynb").read_text(encoding="utf-8"))["cells"][0]
    assert first["source"][0] == f"# {title}\n"


def test_data_of_a_new_assignment_are_what_its_program_writes(
    empty: Workspace, tmp_path: Path
) -> None:
    """The author can make them anew with another seed."""
    folder = start_assignment(empty, "visits", "Visits").folder
    made = tmp_path / "made"
    command = [sys.executable, folder / "make_data.py", "--to", made]
    subprocess.run(command, check=True)
    written = (folder / "data" / "visits.csv").read_bytes()
    assert (made / "data" / "visits.csv").read_bytes() == written
    subprocess.run([*command, "--seed", "7"], check=True)
    assert (made / "data" / "visits.csv").read_bytes() != written


def test_course_that_is_not_there_is_made(empty: Workspace) -> None:
    """It can be read at once."""
    assert start_assignment(empty, "visits", "Visits", "town").is_new_course
    assert empty.read_course("town").assignments == ("visits",)


@pytest.mark.parametrize(
    "listed",
    ['["one"]', '["one",]', '[\n  "one",\n]', '[\n  "one"\n]', '[ "one" ]', "['one']"],
)
def test_course_that_is_there_gets_one_more_assignment(empty: Workspace, listed: str) -> None:
    """However its list is written; every other line stays as it was."""
    manifest = write_course(empty, listed)
    assert start_assignment(empty, "visits", "Visits", "town").is_new_course is False
    text = manifest.read_text(encoding="utf-8")
    assert tomllib.loads(text)["assignments"] == ["one", "visits"]
    assert text.startswith("# ours\n")
    assert text.endswith("   # in this order\n")


def test_course_of_an_editor_that_marks_files_gets_one_more(empty: Workspace) -> None:
    """What can be read can be added to."""
    manifest = write_course(empty, '["one"]')
    manifest.write_text(manifest.read_text(encoding="utf-8"), encoding="utf-8-sig")
    start_assignment(empty, "visits", "Visits", "town")
    assert empty.read_course("town").assignments == ("one", "visits")


def test_list_that_cannot_be_added_to_writes_nothing(empty: Workspace) -> None:
    """A bracket in a comment within the list: the person is told what to write."""
    manifest = write_course(empty, '[  # [see below]\n  "one",\n]')
    before = manifest.read_bytes()
    with pytest.raises(UsageError, match='"visits" under assignments'):
        start_assignment(empty, "visits", "Visits", "town")
    assert manifest.read_bytes() == before
    assert not empty.source("visits").exists()


def test_course_that_cannot_be_read_writes_nothing(empty: Workspace) -> None:
    """What is wrong with it is said, and no half-made assignment is left."""
    manifest = write_course(empty, "[1]")
    with pytest.raises(ManifestError, match="assignments"):
        start_assignment(empty, "visits", "Visits", manifest.parent.name)
    assert not empty.source("visits").exists()


@pytest.mark.parametrize("name", ["ごみ", "Waste", "../out", "", "-x", "a" * 65])
def test_name_that_is_no_id_is_refused(empty: Workspace, name: str) -> None:
    """Of the assignment and of the course; nothing is written."""
    with pytest.raises(UsageError, match="half-width"):
        start_assignment(empty, name, "Visits")
    with pytest.raises(UsageError, match="half-width"):
        start_assignment(empty, "visits", "Visits", name)
    assert list((empty.root / "source").iterdir()) == []


@pytest.mark.parametrize("title", ["", "   ", "two\nlines", "x" * 201, "bell\x07"])
def test_title_that_is_no_line_is_refused(empty: Workspace, title: str) -> None:
    """It would break the manifest."""
    with pytest.raises(UsageError, match="one line"):
        start_assignment(empty, "visits", title)


def test_folder_that_is_there_is_kept(empty: Workspace) -> None:
    """Nothing is overwritten."""
    empty.source("visits").mkdir()
    with pytest.raises(UsageError, match="is there already"):
        start_assignment(empty, "visits", "Visits")
    assert list(empty.source("visits").iterdir()) == []
