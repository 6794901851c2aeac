"""The vocabulary: a word that is not the field's says why, and dropped words stay away."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.unit.docs.pages import ROOT, read_page, section

ENGINE, OURS = ROOT / "autograde" / "terakoya_autograde", ROOT / "src" / "terakoya"
# words of ours that the field has another for, and that word
DROPPED = {
    "beside": "temporary, extra file",
    "belonging": "inherited",
    "desk": "service",
    "giver": "sender, responder",
    "house": "registry",
    "nursery": "fork server",
    "rehears": "prewarm",
    "said": "message",
    "shelf": "store",
    "stage": "session",
    "theatre": "runner",
}


def rows(title: str) -> list[list[str]]:
    """Return the rows of the tables below a heading of the vocabulary, without their heads."""
    lines = section(read_page("docs/architecture.md"), title).splitlines()
    table = [line.strip("|").split("|") for line in lines if line.startswith("| ")]
    return [[cell.strip() for cell in row] for row in table if row[0].strip() != "word"]


def names_in(path: Path) -> set[str]:
    """Return what a module calls its things: itself, classes, functions, arguments, variables."""
    found = {path.stem}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
    return {name.lower() for name in found}


def dropped_in(names: set[str]) -> set[str]:
    """Return the names that hold a dropped word, at the beginning of one of their parts."""
    words = re.compile(rf"(?:^|_)(?:{'|'.join(DROPPED)})")
    return {name for name in names if words.search(name)}


def test_word_of_our_own_says_why() -> None:
    """Each has a meaning, and what is wrong with the field's word."""
    own = rows("Words of our own")
    assert len(own) > 10
    assert [row[0] for row in own if len(row) != 4 or not row[2] or len(row[3].split()) < 6] == []


def test_no_word_is_explained_twice() -> None:
    """A word has one row, in one of the two tables."""
    words = [row[0] for title in ("Vocabulary", "Words of our own") for row in rows(title)]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


@pytest.mark.parametrize("part", sorted(path.name for path in ENGINE.iterdir()))
def test_engine_uses_no_dropped_word(part: str) -> None:
    """What the field has a word for is called by it, also by whoever comes next."""
    place = ENGINE / part
    modules = [place] if place.is_file() else sorted(place.rglob("*.py"))
    found = {
        str(path): dropped
        for path in modules
        if path.suffix == ".py" and (dropped := dropped_in(names_in(path)))
    }
    assert found == {}


@pytest.mark.parametrize("part", sorted(path.name for path in OURS.iterdir()))
def test_rest_uses_no_dropped_word(part: str) -> None:
    """Nor does what is around the engine; there, what somebody said may be called so."""
    place = OURS / part
    modules = [place] if place.is_file() else sorted(place.rglob("*.py"))
    words = {
        str(path): dropped
        for path in modules
        if path.suffix == ".py" and (dropped := dropped_in(names_in(path)))
    }
    found = {path: names for path, all_ in words.items() if (names := _not_said(all_))}
    assert found == {}


def _not_said(names: set[str]) -> set[str]:
    return {name for name in names if "said" not in name.split("_")}


def test_dropped_word_is_seen() -> None:
    """The control: as a name, as a part of one, and not inside another word."""
    assert dropped_in(
        {"giver", "_nursery", "files_beside", "rehearse", "lawgivers", "warehouse"}
    ) == {
        "giver",
        "_nursery",
        "files_beside",
        "rehearse",
    }


def test_file_names_of_the_engine_are_told_apart() -> None:
    """No two of its modules have one file name: an editor's tab tells which it is."""
    names = [path.name for path in ENGINE.rglob("*.py") if not path.name.startswith("__")]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
