"""What was checked before is not checked again, and nobody gains or loses by it.

Real children, real checkers, real sandbox. The control is the same version without reuse.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Result,
    Reuse,
    Submission,
    WorkerError,
    asks_for_the_time,
    count_checks,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.running.warm_executor import WarmExecutor
from terakoya_autograde.verdicts import Verdict, verdict_tree

from tests.integration.test_released_parts import COUNTER, COURSES, WRONG, cells_of
from tests.made import filled, write_notebook

AT_ONCE = Reuse(after=0)  # from the first submission on, not from the seventh
LIMITS = Limits(cell_seconds=6, notebook_seconds=60, memory_mb=700, output_kb=64)
LESSON = [
    "I: import numpy as np",
    "A x: x = 1",
    "C t1: assert x == 1, f'no: {x!r}'||assert type(x) is int",
    f"A count: {COUNTER}\ncount = make()",
    "C t2: assert count() == 1||assert count() == 2\nassert count() == 3",
    "A table: table = np.array([0.0, 1.5])",
    "C t3: assert table.tolist() == [0.0, 1.5]||assert not np.signbit(table[0])\n"
    "assert table.dtype == 'float64'",
    "A save: def save(path):\n    open(path, 'w').write('a,b')",
    "C t4: import tempfile\nfrom pathlib import Path\n"
    "with tempfile.TemporaryDirectory() as folder:\n    path = Path(folder) / 'x.csv'\n"
    "    save(path)\n    assert path.read_text() == 'a,b'",
    "A draw: def draw():\n    return np.random.default_rng().random()",
    "C t5: assert 0 <= draw() < 1",
]
# The learner's answers to the first checks decide what the last one finds, in ways of its own.
TRACKER = (
    "I: class Tracker:\n    total = errors = 0\n    def check(self, found, right):\n"
    "        self.total += 1\n        self.errors += found != right\n        return True\n"
    "tracker = Tracker()"
)
HANG_TOGETHER = {
    "an object of a class": [
        TRACKER,
        "A f: def f(x):\n    return x * 2",
        "C t1: assert tracker.check(f(2), 4)",
        "C t2: assert tracker.check(f(3), 6)",
        "C t3: assert (tracker.total, tracker.errors) == (2, 0)",
    ],
    "an object that only wrong answers change": [
        TRACKER,
        "A f: def f(x):\n    return x * 2",
        "C t1: assert tracker.check(f(2), 4)",
        "C t2: assert tracker.errors == 0",
    ],
    "a function that remembers": [
        "I: def make():\n    n = 0\n    def note(found, right):\n        nonlocal n\n"
        "        n += found != right\n        return n\n    return note\nnote = make()",
        "A f: def f(x):\n    return x * 2",
        "C t1: assert note(f(2), 4) >= 0",
        "C t2: assert note(1, 1) == 0",
    ],
    "an attribute of a function": [
        "I: def note(found, right):\n    note.errors += found != right\n    return True\n"
        "note.errors = 0",
        "A f: def f(x):\n    return x * 2",
        "C t1: assert note(f(2), 4)",
        "C t2: assert note.errors == 0",
    ],
    "a database": [
        "I: import sqlite3\ndata = sqlite3.connect(':memory:')\n"
        "data.execute('create table found (n)')",
        "A f: def f(x):\n    return x * 2",
        "C t1: assert data.execute('insert into found values (?)', (f(2),))",
        "C t2: assert data.execute('select n from found').fetchall() == [(4,)]",
    ],
    "a file of a check's": [
        "A f: def f(x):\n    return x * 2",
        "C t1: with open('noted.txt', 'w') as file:\n    assert file.write(str(f(2)))",
        "C t2: with open('noted.txt') as file:\n    assert file.read() == '4'",
    ],
    "a seed": [
        "I: import random\nfrom random import seed",
        "A f: def f(x):\n    return x * 2",
        "C t1: seed(f(2))\nassert f(1) == 2",
        "C t2: assert 0.2 < random.random() < 0.25",
    ],
}
CHECKS = ("t1", "t2", "t3", "t4", "t5")
FIRST_TWICE = (  # right for as long as two others needed to make it known
    f"{COUNTER}\nup = make()\ndef count():\n    n = up()\n    return n if n < 3 else 7"
)
OTHERS: dict[str, dict[str, str]] = {
    "of other types": {
        "x": "x = True",
        "table": "table = np.array([0.0, 1.5], dtype='float32')",
        "save": "def save(path):\n    return 'a,b'",
        "draw": "def draw():\n    return 1.5",
    },
    "that count on": {
        "x": "x = 1.0",
        "count": FIRST_TWICE,
        "table": "table = np.array([-0.0, 1.5])",
        "save": "def save(path):\n    open(path, 'w').write('a;b')",
    },
    "of numpy, by twos": {
        "x": "x = np.int64(1)",
        "count": f"{COUNTER}\nup = make()\ndef count():\n    return up() * 2",
        "table": "table = [0.0, 1.5]",
        "draw": "def draw():\n    raise ValueError('no')",
    },
    "of subclasses, and none": {
        "x": "class Int(int):\n    pass\nx = Int(1)",
        "table": "pass",
        "draw": "draw = 0.5",
    },
}


class Lesson:
    """A version that is prepared once, and what is handed in for it."""

    def __init__(self, folder: Path, version: AssignmentVersion) -> None:
        self._folder, self.version = folder, version
        self._content, self._answers = cells_of(LESSON)

    def grade(self, **other: str) -> Result:
        """Grade the reference with some other answers."""
        content = filled(self._content, self._answers | other)
        path = write_notebook(self._folder / "handed-in" / "lesson.ipynb", content)
        return grade_submission(self.version, Submission({path.name: path}, "digest"), LIMITS)

    @property
    def executor(self) -> WarmExecutor:
        """What runs the notebooks."""
        return cast("WarmExecutor", self.version.executor)

    @property
    def fork_server(self) -> Any:
        """What forks checkers."""
        return self.executor._fork_server

    def without_reuse(self) -> Lesson:
        """Return the control: the same version, of which nothing is remembered."""
        plain = self.executor.with_verdicts(None)
        return Lesson(self._folder, replace(self.version, executor=plain))

    def tamper(self, verdict: Verdict, *, only_unconfirmed: bool = False) -> None:
        """Let another verdict stand in the place of each that is remembered."""
        assert self.executor.verdicts is not None
        waiting = [
            root for roots in self.executor.verdicts._roots.values() for root in roots.values()
        ]
        while waiting:
            node = waiting.pop()
            waiting += node.answers.values()
            if node.verdict is not None and not (only_unconfirmed and node.confirmed):
                node.words = "planted"
                node.verdict = replace(node.verdict, messages=verdict.messages, done=verdict.done)


@contextmanager
def opened(folder: Path, reuse: Reuse = AT_ONCE) -> Iterator[Lesson]:
    """Prepare the lesson."""
    write_notebook(folder / "lesson" / "lesson.ipynb", cells_of(LESSON)[0])
    with prepare_assignment(folder / "lesson", reuse=reuse) as version:
        yield Lesson(folder, version)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lesson]:
    """The lesson, whose right answers have been checked as often as is enough."""
    with opened(tmp_path_factory.mktemp("lesson")) as made:
        assert points(made.grade()) == dict.fromkeys(CHECKS, 1.0)
        yield made


def points(result: Result) -> dict[str, float]:
    """The points of each check."""
    return {entry.item.id: entry.score for entry in result.items}


def told(result: Result) -> list[Any]:
    """What is said of each item, and the notebook without its times."""
    found: list[Any] = [(entry.score, entry.status, entry.message) for entry in result.items]
    for text in result.notebooks.values():
        cells = json.loads(re.sub(r"0x[0-9a-f]+", "0x", text))["cells"]
        for cell in cells:
            cell["metadata"].pop("execution", None)
        found += cells
    return found


def test_known_answers_need_no_checker(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks, words and outputs are there, and no checker was forked for them."""
    expected, forked = told(lesson.without_reuse().grade()), []
    fork = lesson.fork_server.fork_checker
    monkeypatch.setattr(
        lesson.fork_server, "fork_checker", lambda *args: forked.append(args) or fork(*args)
    )
    run, known = count_checks(lesson.version)
    assert told(lesson.grade()) == expected
    assert not forked
    assert count_checks(lesson.version) == (run, known + len(CHECKS))
    lesson.without_reuse().grade()
    assert forked, "the control has its checks run"


@pytest.mark.parametrize("name", OTHERS)
def test_other_answers_get_what_they_deserve(lesson: Lesson, name: str) -> None:
    """Whatever is equal to a right answer and is another, or answers otherwise when asked again."""
    plainly = lesson.without_reuse().grade(**OTHERS[name])
    for _time in range(3):
        assert told(lesson.grade(**OTHERS[name])) == told(plainly)


def test_verdict_of_one_run_counts_for_nobody_else(tmp_path: Path) -> None:
    """What somebody brings about in his own checker is found out when the next one answers alike.

    The control: where two runs have said so, it counts.
    """
    failed = Verdict((), verdict_tree.Done("error", "AssertionError", "planted"), b"")
    other = {"x": "x = 1.0", "draw": "def draw():\n    return 0.5"}
    with opened(tmp_path) as lesson:
        expected = points(lesson.grade(**other))
        lesson.tamper(failed, only_unconfirmed=True)
        for _time in range(2):
            assert points(lesson.grade(**other)) == expected
        _run, known = count_checks(lesson.version)
        assert points(lesson.grade()) == dict.fromkeys(CHECKS, 1.0)
        assert count_checks(lesson.version)[1] == known, "nothing is remembered any more"
    with opened(tmp_path / "control") as lesson:
        lesson.grade()
        lesson.tamper(failed)
        assert points(lesson.grade()) == dict.fromkeys(CHECKS, 0.0)


def test_difference_is_found_where_verdicts_are_verified(tmp_path: Path) -> None:
    """Nobody is graded then; where all is well, everybody is."""
    failed = Verdict((), verdict_tree.Done("error", "AssertionError", "planted"), b"")
    with opened(tmp_path, Reuse(verified=1.0, after=0)) as lesson:
        for _time in range(2):
            assert points(lesson.grade()) == dict.fromkeys(CHECKS, 1.0)
        lesson.tamper(failed)
        with pytest.raises(WorkerError, match=r"t1 says something else"):
            lesson.grade()


@pytest.mark.parametrize("name", HANG_TOGETHER)
def test_checks_that_hang_together_in_their_own_way_are_run(tmp_path: Path, name: str) -> None:
    """Whatever a check leaves to the next one, each answer gets what it gets without memory."""
    content, given = cells_of(HANG_TOGETHER[name])
    write_notebook(tmp_path / "source" / "lesson.ipynb", content)
    wrong = {"f": "def f(x):\n    return x + x + 1"}
    with prepare_assignment(tmp_path / "source", reuse=AT_ONCE) as version:
        plain = Lesson(tmp_path, version).without_reuse().version
        for answers in (given, given | wrong, given | wrong, given, given | wrong):
            path = write_notebook(tmp_path / "lesson.ipynb", filled(content, answers))
            handed_in = Submission({path.name: path}, "digest")
            expected = points(grade_submission(plain, handed_in, LIMITS))
            assert points(grade_submission(version, handed_in, LIMITS)) == expected


def test_nothing_is_remembered_where_the_reference_solution_fails(tmp_path: Path) -> None:
    """Nobody has shown how its checks hang together."""
    content = cells_of(["A f: def f(x):\n    return x", "C t1: assert f(2) == 4"])[0]
    write_notebook(tmp_path / "source" / "lesson.ipynb", content)
    with prepare_assignment(tmp_path / "source", reuse=AT_ONCE) as version:
        path = write_notebook(tmp_path / "lesson.ipynb", content)
        for _time in range(3):
            result = grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)
            assert points(result) == {"t1": 0.0}
        assert count_checks(version)[1] == 0


def test_notebooks_whose_checks_hang_together_get_the_same_each_time(tmp_path: Path) -> None:
    """What checks leave to one another, and to cells, is there whether or not they are run."""
    names = [name for name, cells in COURSES.items() if not _tells_time(cells)]
    for name in names:
        write_notebook(tmp_path / "source" / f"{name}.ipynb", cells_of(COURSES[name])[0])
    handed_in = [{name: {} for name in names}, {name: WRONG.get(name, {}) for name in names}]
    with prepare_assignment(tmp_path / "source", reuse=AT_ONCE) as version:
        for answers in handed_in:
            files = {}
            for name, other in answers.items():
                content, given = cells_of(COURSES[name])
                path = tmp_path / f"{name}.ipynb"
                files[path.name] = write_notebook(path, filled(content, given | other))
            submission = Submission(files, "digest")
            found = [told(grade_submission(version, submission, LIMITS)) for _time in range(3)]
            assert found[0] == found[1] == found[2]
        run, known = count_checks(version)
    assert known > run / 4, "else nothing was tried"


def _tells_time(cells: list[str]) -> bool:
    return asks_for_the_time([cells_of(cells)[0]], {})
