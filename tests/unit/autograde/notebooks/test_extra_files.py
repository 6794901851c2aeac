"""What is handed in beside the notebooks has a place, none, or is refused."""

from __future__ import annotations

import pytest
from terakoya_autograde.errors import RefusedError
from terakoya_autograde.notebooks.extra_files import (
    MOST_EXTRA_BYTES,
    MOST_FILES,
    NoPlace,
    check_size,
    choose_files,
    choose_left,
    place_files,
)

OURS = ("data/a.csv", "b.csv")
CODE = ("tools.py", "kit/parts.py", "data/a.csv")


@pytest.mark.parametrize(
    ("name", "has_place"),
    [
        ("notes.txt", True),
        ("data/mine.csv", True),
        ("line\nbreak", True),
        ("b.csv", False),
        ("data", False),
        ("b.csv/x", False),
        ("b.csv/x/y", False),
    ],
)
def test_instructors_files_win(name: str, has_place: bool) -> None:
    """What is where the instructor has something else is left out; the rest has its place."""
    assert choose_files([name], OURS) == ((name,) if has_place else ())


def test_learners_own_files_do_not_stand_in_one_place() -> None:
    """A name cannot be a file and a folder."""
    assert choose_files(["a/b", "a", "c/d"], ()) == ("a", "c/d")


@pytest.mark.parametrize(
    "name",
    ["../../x", "a/../b", "/tmp/x", "", ".", "a//b", "a\0b", "n" * 256, "\udc80", "d/" * 600 + "f"],
)
def test_name_that_is_none_is_refused(name: str) -> None:
    """The submission is refused, not the cohort stopped."""
    with pytest.raises(RefusedError, match="is not a relative name"):
        choose_files([name], OURS)


def test_too_many_files_are_refused() -> None:
    """As many as there may be pass; one more does not."""
    assert len(choose_files(map(str, range(MOST_FILES)), OURS)) == MOST_FILES
    with pytest.raises(RefusedError, match="too many"):
        choose_files(map(str, range(MOST_FILES + 1)), OURS)


def test_too_many_bytes_are_refused() -> None:
    """The largest file is named, so that somebody can leave it out."""
    check_size({})
    check_size({"a": MOST_EXTRA_BYTES})
    with pytest.raises(RefusedError, match="most of them in 'a'"):
        check_size({"a": MOST_EXTRA_BYTES, "b": 1})


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("tools/__init__.py", NoPlace.SHADOWS),
        ("tools.so", NoPlace.SHADOWS),
        ("tools.abi3.so", NoPlace.SHADOWS),
        ("tools.pyc", NoPlace.SHADOWS),
        ("kit/parts/__init__.py", NoPlace.SHADOWS),
        ("kit/__init__.py", NoPlace.SHADOWS),
        ("kit.py", NoPlace.SHADOWS),
        ("__pycache__/tools.cpython-311.pyc", NoPlace.SHADOWS),
        ("mine/__pycache__/x.cpython-311.pyc", NoPlace.SHADOWS),
        ("random.py", NoPlace.LIBRARY),
        ("unittest/__init__.py", NoPlace.LIBRARY),
        ("pandas.py", NoPlace.LIBRARY),
        ("IPython/__init__.py", NoPlace.LIBRARY),
        ("terakoya_autograde.py", NoPlace.LIBRARY),
        ("terakoya_autograde/__init__.py", NoPlace.LIBRARY),
        ("sitecustomize.py", NoPlace.LIBRARY),
        ("tools.py", NoPlace.OURS),
        ("tools.csv", None),
        ("kit/mine.py", None),
        ("data/__init__.py", None),
        ("my_tools.py", None),
        ("random/notes.txt", None),
        ("mine/random.py", None),
        (".py", None),
    ],
)
def test_module_in_anothers_place(name: str, why: NoPlace | None) -> None:
    """Python imports nothing of a learner's under the name of an instructor's or a library's."""
    assert place_files([name], CODE) == {name: why}


def test_what_code_leaves_shadows_nothing() -> None:
    """The next notebook finds what was written, but nothing in a module's place."""
    left = {"tools/__init__.py": b"", "__pycache__/tools.cpython-311.pyc": b"", "result.csv": b"1"}
    assert choose_left(left, CODE) == {"result.csv": b"1"}


def test_learners_file_in_a_folders_place_is_told() -> None:
    """Why it has none is known."""
    assert place_files(["a", "a/b"], ()) == {"a": None, "a/b": NoPlace.OWN}
