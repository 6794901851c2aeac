"""Hidden tests stay hidden: a learner's code that looks everywhere does not find a word of them.

The word is made anew for every run and stands in the hidden tests only. The learner's code knows
its hash, searches the whole process with tests/golden/forgeries/scanner.py, before, during and
after every check and in a thread, and prints where the word was. In-kernel checks are the control:
there it is found.

What a test hands to a learner's function is not hidden from that function; no test here does that
with the word.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Result,
    Submission,
    grade_submission,
    prepare_assignment,
)

from tests.forgery import CASES, release
from tests.made import answer, check, code, filled, markdown, notebook, write_notebook

LIMITS = Limits(cell_seconds=240, notebook_seconds=600, memory_mb=1024, output_kb=256)
CAN_CHOOSE = "checks" in inspect.signature(prepare_assignment).parameters
ROOMS = ("in-kernel", "clean-room") if CAN_CHOOSE else ("in-kernel",)
HIDDEN = """assert {visible}
### BEGIN HIDDEN TESTS
# {word}
assert {visible} and "{word}", "{word}"
for wanted in [{right}]:
    assert {call} == wanted, "{word}"
### END HIDDEN TESTS"""
FIRST = """from pathlib import Path

exec(Path("scanner.py").read_text())

scanner = Scanner("{digest}")
scanner.watch()
scanner.scan("before")


def double(x):
    scanner.scan("during a call")
    return 2 * x
"""
REPORT = """import json

scanner.scan("after")
print("found:", json.dumps(sorted(scanner.places)))
"""


@dataclass(frozen=True)
class Searched:
    """What the search of one room brought to light."""

    word: str
    result: Result
    places: tuple[str, ...]


@pytest.fixture(scope="module", params=ROOMS)
def searched(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Searched]:
    """Grade the learner who looks everywhere, once for each room."""
    word = "SECRET-WORD-" + uuid.uuid4().hex
    folder = tmp_path_factory.mktemp("secrecy")
    source = folder / "source" / "hidden"
    content = _source(word)
    write_notebook(source / "hidden.ipynb", content)
    how = {"checks": request.param} if CAN_CHOOSE else {}
    with prepare_assignment(source, None, **how) as version:
        result = _grade(version, folder, content, word)
    yield Searched(word, result, _places(result))


def _source(word: str) -> dict[str, object]:
    tests = {
        "double": ("double(2) == 4", "-6", "double(-3)"),
        "total": ("total > 0", "10", "total"),
        "name": ("name", "'octagon'", "name"),
    }
    cells = [markdown("title", "# hidden")]
    for name, (visible, right, call) in tests.items():
        hidden = HIDDEN.format(visible=visible, right=right, call=call, word=word)
        cells += [answer(name, f"{name} = None"), check(f"{name}-check", hidden, 1)]
    return notebook(*cells, code("end", "pass"))


def _grade(
    version: AssignmentVersion, folder: Path, content: dict[str, object], word: str
) -> Result:
    digest = hashlib.sha256(word.encode()).hexdigest()
    answers = {
        "double": FIRST.format(digest=digest),
        "total": "total = 10\n" + REPORT,
        "name": "name = 'octagon'\n" + REPORT,
        "end": REPORT,
    }
    path = write_notebook(folder / "hidden.ipynb", filled(release(content), answers))
    files = {"hidden.ipynb": path, "scanner.py": CASES / "scanner.py"}
    assert word not in path.read_text(encoding="utf-8")
    return grade_submission(version, Submission(files, "digest"), LIMITS)


def _places(result: Result) -> tuple[str, ...]:
    """Return where the word was, as the last report says; it must have been printed."""
    cells = json.loads(result.notebooks["hidden"])["cells"]
    texts = ["".join(out.get("text", "")) for cell in cells for out in cell.get("outputs", [])]
    reports = [text for text in texts if text.startswith("found:")]
    assert len(reports) == 3, (texts, result.items)
    found: list[str] = json.loads(reports[-1].removeprefix("found:"))
    return tuple(found)


def _room(request: pytest.FixtureRequest) -> str:
    return str(request.node.callspec.params["searched"])


def test_answers_of_the_searcher_are_right(searched: Searched) -> None:
    """The search changes no answer: every item has its mark, so that every check has run."""
    assert {entry.item.id: entry.score for entry in searched.result.items} == {
        "double-check": 1,
        "total-check": 1,
        "name-check": 1,
    }


def test_word_of_the_hidden_tests(searched: Searched, request: pytest.FixtureRequest) -> None:
    """In the clean room the word is nowhere; in the kernel it is in memory, frames and objects."""
    if _room(request) == "clean-room":
        assert searched.places == ()
    else:
        kinds = {place.split(": ")[1] for place in searched.places}
        assert kinds >= {"memory", "/proc/self/mem", "a frame's code", "objects"}


def test_word_is_found_at_every_moment_of_the_control(
    searched: Searched, request: pytest.FixtureRequest
) -> None:
    """The control finds it during a call, afterwards, and from a thread: the search works."""
    moments = {place.split(": ")[0] for place in searched.places}
    wanted = {"during a call", "after", "all the time"}
    assert moments == (set() if _room(request) == "clean-room" else wanted)
