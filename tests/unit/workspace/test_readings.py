"""What was made from files, until one of them changes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from terakoya.errors import ManifestError
from terakoya.language import current_language, use_language
from terakoya.workspace.readings import Readings


class Clock:
    """Seconds that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def counted(file: Path, calls: list[str]) -> Callable[[], str]:
    """What a file says, with a note of each time that it was made."""

    def make() -> str:
        calls.append(current_language())
        text = file.read_text(encoding="utf-8") if file.exists() else "nothing"
        if text.startswith("broken"):
            raise ManifestError([f"{current_language()}: {text}", "and more"])
        return text

    return make


def rewrite(file: Path, text: str, as_it_was: os.stat_result) -> None:
    """Write another text within the same tick: the file's times and number are as they were."""
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(as_it_was.st_atime_ns, as_it_was.st_mtime_ns))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of four letters."""
    file = tmp_path / "manifest"
    file.write_text("one!", encoding="utf-8")
    return file


def test_reading_of_an_unchanged_file_is_made_once(file: Path) -> None:
    """Whoever asks again gets what was made, soon and long after."""
    clock, calls = Clock(), list[str]()
    readings = Readings(clock)
    for seconds in (0, 1, 2, 3, 1000):
        clock.now = 100.0 + seconds
        assert readings.get(("kind", "a"), [file], counted(file, calls)) == "one!"
    assert len(calls) == 1


@pytest.mark.parametrize("seconds", [0, 3, 1000])
def test_change_is_seen_at_once(file: Path, seconds: int) -> None:
    """However long a file was the same, the next question after a change is of the new one."""
    clock, calls = Clock(), list[str]()
    readings = Readings(clock)
    for passed in (0, seconds, seconds):
        clock.now = 100.0 + passed
        readings.get(("kind", "a"), [file], counted(file, calls))
    file.write_text("other", encoding="utf-8")
    assert readings.get(("kind", "a"), [file], counted(file, calls)) == "other"


def test_change_within_one_tick_is_seen(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file's state is the same, as a coarse clock has it; the content of a young one counts."""
    state = file.stat()
    monkeypatch.setattr("terakoya.workspace.readings._stat", lambda _file: (1, 2, 3))
    calls: list[str] = []
    readings = Readings(Clock())
    first = readings.get(("kind", "a"), [file], counted(file, calls))
    rewrite(file, "two!", state)
    second = readings.get(("kind", "a"), [file], counted(file, calls))
    assert (first, second) == ("one!", "two!")


def test_settled_state_alone_counts_at_last(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: after the coarsest tick no content is read; what no state tells goes unseen."""
    state = file.stat()
    monkeypatch.setattr("terakoya.workspace.readings._stat", lambda _file: (1, 2, 3))
    clock, calls = Clock(), list[str]()
    readings = Readings(clock)
    for passed in (0, 3):
        clock.now = 100.0 + passed
        readings.get(("kind", "a"), [file], counted(file, calls))
    rewrite(file, "two!", state)
    assert readings.get(("kind", "a"), [file], counted(file, calls)) == "one!"


def test_file_that_comes_and_goes_is_a_change(file: Path, tmp_path: Path) -> None:
    """What is not there counts as well."""
    other, calls = tmp_path / "other", list[str]()
    readings = Readings(Clock())
    got = []
    for change in (lambda: None, lambda: other.write_text("new"), other.unlink):
        change()
        got.append(readings.get(("kind", "a"), [file, other], counted(other, calls)))
    assert got == ["nothing", "new", "nothing"]


def test_what_else_was_given_is_a_change(file: Path) -> None:
    """The same files for something else are read again."""
    calls: list[str] = []
    readings = Readings(Clock())
    for given in ("x", "x", "y"):
        readings.get(("kind", "a"), [file], counted(file, calls), given=given)
    assert len(calls) == 2


def test_problem_is_kept_in_each_language(file: Path) -> None:
    """A broken file is read once for each language, and says all that is wrong each time."""
    file.write_text("broken", encoding="utf-8")
    readings, calls = Readings(Clock()), list[str]()
    said = []
    for language in ("ja", "en", "ja", "en"):
        with use_language(language), pytest.raises(ManifestError) as error:
            readings.get(("kind", "a"), [file], counted(file, calls))
        said.append((str(error.value), error.value.problems))
    assert said[:2] == said[2:]
    assert said[0] == ("ja: broken\nand more.", ("ja: broken", "and more"))
    assert sorted(calls) == ["en", "ja"]


def test_problem_that_is_mended_is_gone_in_every_language(file: Path) -> None:
    """Nobody is told of what was wrong before."""
    readings, calls = Readings(Clock()), list[str]()
    file.write_text("broken", encoding="utf-8")
    for language in ("ja", "en"):
        with use_language(language), pytest.raises(ManifestError):
            readings.get(("kind", "a"), [file], counted(file, calls))
    file.write_text("whole", encoding="utf-8")
    for language in ("ja", "en"):
        with use_language(language):
            assert readings.get(("kind", "a"), [file], counted(file, calls)) == "whole"


def test_problem_that_lies_elsewhere_is_looked_at_again(file: Path) -> None:
    """What no file of it tells is found after some seconds."""
    clock, broken = Clock(), [True]
    readings = Readings(clock)

    def make() -> str:
        if broken[0]:
            raise ManifestError(["the disk is away"])
        return "whole"

    with pytest.raises(ManifestError):
        readings.get(("kind", "a"), [file], make)
    broken[0], clock.now = False, 110.0
    assert readings.get(("kind", "a"), [file], make) == "whole"


def test_problem_holds_on_to_nobody_who_was_told(file: Path) -> None:
    """What is kept is never what was raised: that would keep the frames of its callers."""
    file.write_text("broken", encoding="utf-8")
    readings, calls, raised = Readings(Clock()), list[str](), []
    for _time in range(2):
        with pytest.raises(ManifestError) as error:
            readings.get(("kind", "a"), [file], counted(file, calls))
        raised.append(error.value)
    assert raised[0] is not raised[1]
    assert all(reading.problem.__traceback__ is None for reading in readings._known.values())  # type: ignore[union-attr]


def test_readings_of_what_is_gone_are_let_go(file: Path) -> None:
    """A site that runs for a year holds what is there, and its parts."""
    readings, calls = Readings(Clock()), list[str]()
    for key in (("kind", "a"), ("kind:part", "a"), ("kind", "b"), ("other", "a")):
        readings.get(key, [file], counted(file, calls))
    readings.forget_others("kind", ["b"])
    assert {key for key, _language in readings._known} == {("kind", "b"), ("other", "a")}


def test_readers_beside_a_writer_see_whole_files_and_at_last_the_newest(tmp_path: Path) -> None:
    """Whoever asks while files are replaced gets one that was there; nobody keeps an older one."""
    file, readings, over = tmp_path / "manifest", Readings(), threading.Event()
    texts = [f"{number:04}" * 50 for number in range(300)]
    replace_with(file, texts[0])
    seen: list[list[str]] = [[] for _reader in range(4)]

    def read(mine: list[str]) -> None:
        while not over.is_set():
            mine.append(readings.get(("kind", "a"), [file], file.read_text))

    with ThreadPoolExecutor(len(seen)) as readers:
        reading = [readers.submit(read, mine) for mine in seen]
        for text in texts:
            replace_with(file, text)
            assert readings.get(("kind", "a"), [file], file.read_text) == text
        over.set()
        for one in reading:
            one.result()
    assert readings.get(("kind", "a"), [file], file.read_text) == texts[-1]
    for mine in seen:
        assert set(mine) <= set(texts)
        assert mine == sorted(mine)  # never back to what was there before


def replace_with(file: Path, text: str) -> None:
    """Put a file in the place of another one, as editors and we do."""
    beside = file.with_name("beside")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
