"""A checker holds the check that is due, and no other word of the instructor's version."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Submission,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.checks.taint import Tainted

from tests.made import answer, check, code, filled, notebook, write_notebook

LIMITS = Limits(cell_seconds=30, notebook_seconds=120, memory_mb=1500, output_kb=64)
PLACES = ("own", "earlier", "later", "later-early", "answer", "helper", "other notebook")
WORDS = {place: f"SECRET-WORD-{secrets.token_hex(16)}" for place in PLACES}
# Harmless: it looks for words wherever a program can look, and says which it found.
LOOK = """
def look():
    import ctypes, gc, linecache, re, sys
    pattern = re.compile(("SECRET" + "-WORD-").encode() + rb"[0-9a-f]{32}")
    found, raw = set(), set()
    def search(data):
        if isinstance(data, str):
            data = data.encode("utf-8", "replace")
        found.update(word.decode() for word in pattern.findall(data))
    frame = sys._getframe()
    while frame is not None:
        search(repr((frame.f_code.co_consts, list(frame.f_locals))))
        frame = frame.f_back
    for thing in gc.get_objects():
        if type(thing) in (list, tuple, set, dict):
            for value in list(thing.values() if type(thing) is dict else thing):
                if type(value) in (str, bytes):
                    search(value)
    search(repr(linecache.cache))
    search(repr(get_ipython().user_ns.get("In")))
    search(repr([module.__dict__.keys() for module in list(sys.modules.values())]))
    with open("/proc/self/maps") as maps:
        for line in maps:
            place, rights, *_rest = line.split()
            start, end = (int(part, 16) for part in place.split("-"))
            if rights.startswith("rw") and end - start < 2**28:
                raw.update(pattern.findall(ctypes.string_at(start, end - start)))
    return sorted(found) + sorted("raw:" + word.decode() for word in raw)
found = look()
"""


def _lesson() -> dict[str, Any]:
    """Four items: the first two hand what a learner typed to `exec`, on purpose."""
    hidden = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
    runs = f"""own = "{WORDS["own"]}"
taken = {{}}
exec(text, {{"get_ipython": get_ipython}}, taken)
assert taken.get("found") is None, " ".join(taken["found"])"""
    early = f"""rows = ["{WORDS["earlier"]}" for n in range(3)]
assert first == 1 and len(rows) == 3"""
    later = f"""def right():
    return "{WORDS["helper"]}"
early = ["{WORDS["later-early"]}"] * 3
assert second != early and second != right(), "{WORDS["later"]}\""""
    return notebook(
        answer("first", "### BEGIN SOLUTION\nfirst = 1\n### END SOLUTION"),
        check("first-check", hidden.format(early), 1),
        answer("text", "### BEGIN SOLUTION\ntext = 'pass'\n### END SOLUTION"),
        check("text-check", hidden.format(runs), 1),
        answer("second", f"### BEGIN SOLUTION\nsecond = '{WORDS['answer']}'\n### END SOLUTION"),
        check("second-check", hidden.format(later), 1),
    )


@contextmanager
def _prepared(folder: Path) -> Iterator[AssignmentVersion]:
    """The lesson and a second notebook of the same assignment."""
    source = folder / "lesson"
    write_notebook(source / "lesson.ipynb", _lesson())
    hidden = "### BEGIN HIDDEN TESTS\nassert other != '{}'\n### END HIDDEN TESTS"
    more = notebook(
        code("import", "import math"),
        answer("other", "### BEGIN SOLUTION\nother = 1\n### END SOLUTION"),
        check("other-check", hidden.format(WORDS["other notebook"]), 1),
    )
    write_notebook(source / "more.ipynb", more)
    with prepare_assignment(source) as made:
        yield made


def _told(version: AssignmentVersion, folder: Path) -> list[str]:
    """Return the words that the payload found while the second check ran."""
    answers = {"first": "first = 1", "text": f"text = {LOOK!r}", "second": "second = ''"}
    path = write_notebook(folder / "lesson.ipynb", filled(_lesson(), answers))
    result = grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)
    (told,) = (entry.message for entry in result.items if entry.item.id == "text-check")
    return told.split()


def _places(told: list[str]) -> set[str]:
    return {place for place, word in WORDS.items() if word in told}


def test_checker_that_is_broken_into_holds_no_other_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code in the checker finds the check that is due (so it looks well), and nothing else.

    Of an earlier check there is no object left; its bytes may still lie in freed memory.
    """
    monkeypatch.setattr(Tainted, "take", lambda *_args, **_options: ())  # nobody looks for `exec`
    with _prepared(tmp_path) as version:
        assert version.unprotected["lesson"] == {}
        told = _told(version, tmp_path)
    assert _places(told) == {"own"}
    raw = _places([word.removeprefix("raw:") for word in told if word.startswith("raw:")])
    assert "own" in raw
    assert raw <= {"own", "earlier"}


def test_check_that_interprets_runs_where_nothing_later_is(tmp_path: Path) -> None:
    """It is found, and runs in the learner's process, which holds no later check."""
    with _prepared(tmp_path) as version:
        assert "exec(text" in version.unprotected["lesson"]["text-check"]
        told = _told(version, tmp_path)
    found = _places([word.removeprefix("raw:") for word in told])
    assert "own" in found
    assert found <= {"own", "earlier"}
