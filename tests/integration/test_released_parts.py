"""What a check does is part of the notebook that the learner ran: real children, real sandbox.

Wrong answers are graded twice: with the checks in the clean room, and all in the learner's process,
as nbgrader runs them. The scores have to be the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Result,
    Submission,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.errors import AssignmentError, UnfairError
from terakoya_autograde.version import CLEAN_ROOM, IN_KERNEL

from terakoya.workspace import make_workspace
from tests.made import answer, check, code, filled, notebook, write_assignment, write_notebook

LIMITS = Limits(cell_seconds=6, notebook_seconds=60, memory_mb=700, output_kb=64)
BEGIN, END = "\n### BEGIN HIDDEN TESTS\n", "\n### END HIDDEN TESTS"
COUNTER = (
    "def make():\n    n = 0\n    def up():\n        nonlocal n\n        n += 1\n        return n\n"
    "    return up"
)

# name → cells: `I name: …` the instructor's, `A name: …` an answer, `C name: …` a check;
# what stands behind `||` in a check is hidden
COURSES = {
    "a value": [
        "I: import pandas as pd",
        "A load: def load(n):\n    return pd.DataFrame({'wait': range(n)})",
        "C t1: df = load(100)\nassert len(df) == 100||assert len(load(7)) == 7",
        "A mean: mean = df.wait.mean()",
        "C t2: assert mean > 0||assert mean == 49.5",
    ],
    "a helper in a hidden part": [
        "I: import numpy as np",
        "A double: def double(x):\n    return x * 2",
        "C t1: assert double(2) == 4||def right(x):\n    return x + x\nassert right(5) == 10",
        "C t2: big = np.zeros(3_000_000)\nassert (double(big) == right(big)).all()",
    ],
    "a helper of a helper": [
        "I: import numpy as np",
        "A double: def double(x):\n    return x * 2",
        "C t1: two = 2\nassert double(2) == 4||four = two * two\ndef right(x):\n"
        "    return four * x / two",
        "C t2: big = np.ones(3_000_000)\nassert (double(big) == right(big)).all()",
    ],
    "an import": [
        "A model: class Model:\n    def area(self, a, b):\n        return a * b",
        "C t1: from math import isclose\nassert isclose(1.0, 1.0)",
        "C t2: assert isinstance(Model(), Model)\nassert isclose(Model().area(2, 3), 6)",
    ],
    "an import that an answer uses": [
        "A x: x = 4",
        "C t1: import math as m\nassert x == 4",
        "A root: root = m.sqrt(x)",
        "C t2: assert root == 2",
    ],
    "a star": [
        "A x: x = 4",
        "C t1: from math import *\nassert x == 4",
        "A root: root = sqrt(x)",
        "C t2: assert root == 2",
    ],
    "sorts in place": [
        "A xs: xs = [3, 1, 2]",
        "C t1: xs.sort()\nassert xs[0] == 1",
        "A first: first = xs[0]",
        "C t2: assert first == 1||assert xs == [1, 2, 3]",
    ],
    "deletes": [
        "A x: x = 1",
        "C t1: spare = x + 1\nassert spare == 2\ndel x",
        "A gone: gone = 'x' not in dir()",
        "C t2: assert gone",
    ],
    "a cell magic": [
        "A f: def f(x):\n    return x * 2",
        "C t1: %%time\nvalue = f(3)\nassert value == 6",
        "A more: more = value + 1",
        "C t2: assert more == 7",
    ],
    "a line magic": [
        "A f: def f(x):\n    return x * 2",
        "C t1: %time value = f(3)\nassert value == 6",
        "A more: more = value + 1",
        "C t2: assert more == 7",
    ],
    "awaited without a learner's help": [
        "I: async def one():\n    return 1\nfirst = await one()",
        "A x: x = 4",
        "C t1: async def ask(n):\n    return n + 1\nfive = await ask(4)\n"
        "assert ord(chr(await ask(64))) == 65||six = await ask(5)",
        "A more: more = five + x",
        "C t2: assert more == 9 and six == 6 and first == 1",
    ],
    "a patch, and a check that has to run beside it": [
        "I: import math",
        "C t1: math.floor = lambda x: 6\nassert True",
        "C t2: %%time\nspare = 3\ndel spare",
        "A double: def double(x):\n    return math.floor(x / 2) + 5",
        "C t3: assert double(3) == 11",
    ],
    "another name of a function with a cache": [
        "I: import functools",
        "A x: x = 1",
        "C t1: @functools.lru_cache(maxsize=None)\ndef five(n):\n    return n * 5\n"
        "right = {'a': five}['a']\nassert x == 1",
        "C t2: assert right(x) == 5",
    ],
    "what a shell line says": [
        "A x: x = 4",
        "C t1: said = !echo hi\nassert said == ['hi']",
        "A word: word = said[0]",
        "C t2: assert word == 'hi'",
    ],
    "state that hidden tests move on": [
        f"A count: {COUNTER}\ncount = make()",
        "C t1: assert count() == 1||assert count() == 2",
        "A third: third = count()",
        "C t2: assert third == 3",
    ],
    "state that a check makes": [
        f"A make: {COUNTER}",
        "C t1: count = make()\nassert count() == 1",
        "A second: second = count()",
        "C t2: assert second == 2\nassert count() == 3",
    ],
    "state that only checks use": [
        f"A make: {COUNTER}",
        "C t1: count = make()\nassert count() == 1",
        "A x: x = 5",
        "C t2: assert x == 5\nassert count() == 2",
    ],
    "a default that remembers": [
        "A add: def add(x, xs=[]):\n    xs.append(x)\n    return list(xs)",
        "C t1: first = add(1)\nassert first == [1]",
        "A second: second = first + add(2)",
        "C t2: assert second == [1, 1, 2]",
    ],
    "an iterator": [
        "A squares: squares = (k * k for k in range(10))",
        "C t1: assert next(squares) == 0||assert next(squares) == 1",
        "A third: third = next(squares)",
        "C t2: assert third == 4",
    ],
    "a setting": [
        "I: import pandas as pd",
        "A df: df = pd.DataFrame({'a': [1.23456]})",
        "C t1: pd.set_option('display.precision', 2)\nassert len(df) == 1",
        "A text: text = str(df)",
        "C t2: assert '1.23' in text and '1.2345' not in text",
    ],
    "a style": [
        "I: import matplotlib.pyplot as plt",
        "A fig: fig, ax = plt.subplots()\nlines = ax.plot([1, 2])",
        "C t1: plt.rcParams['lines.linewidth'] = 5\nassert len(ax.lines) == 1",
        "A wide: other, axes = plt.subplots()\nwide = axes.plot([1])[0].get_linewidth()",
        "C t2: assert wide == 5",
    ],
    "a file": [
        "A x: x = 3",
        "C t1: with open('out.txt', 'w') as file:\n    file.write(str(x))\nassert x == 3",
        "A y: y = int(open('out.txt').read())",
        "C t2: assert y == 3",
    ],
    "the environment": [
        "I: import os, warnings",
        "A x: x = 1",
        "C t1: os.environ['MODE'] = 'test'\nwarnings.simplefilter('ignore')\nassert x == 1",
        "A mode: warnings.warn('quiet')\nmode = os.environ['MODE']",
        "C t2: assert mode == 'test'",
    ],
    "a module's attribute": [
        "I: import math",
        "A x: x = 1",
        "C t1: math.half = 0.5\nassert x == 1",
        "A y: y = math.half",
        "C t2: assert y == 0.5",
    ],
    "a model that a hidden part fits": [
        "A m: class M:\n    def fit(self, x):\n        self.x = x\nm = M()",
        "C t1: assert isinstance(m, M)||m.fit(4)",
        "C t2: assert m.x == 4",
    ],
    "credit": [
        "A f: def f(x):\n    return x",
        "C t1: score = 0\nif f(1) == 1:\n    score += 0.5\nif f(2) == 2:\n    score += 0.5\nscore",
        "A twice: twice = score * 2",
        "C t2: assert twice == 2.0",
    ],
    "awaited": [
        "A f: async def f():\n    return 3",
        "C t1: value = await f()\nassert value == 3",
        "A more: more = value + 1",
        "C t2: assert more == 4",
    ],
    "a global of the answer": [
        "A f: rate = 2\ndef f(x):\n    return x * rate",
        "C t1: rate = 3\nassert f(2) == 6",
        "A y: y = f(1)",
        "C t2: assert y == 3",
    ],
    "a list that a check fills": [
        "A f: def f(x):\n    return x * x",
        "C t1: seen = []\nfor k in (1, 2, 3):\n    seen.append(f(k))\nassert seen == [1, 4, 9]",
        "A total: total = sum(seen)",
        "C t2: assert total == 14",
    ],
    "a walrus, a decorator, a context": [
        "I: import functools, contextlib",
        "A f: def f(x):\n    return x + 1",
        "C t1: assert (got := f(1)) == 2\n@functools.lru_cache\ndef cached(x):\n    return f(x)\n"
        "with contextlib.suppress(KeyError):\n    kept = cached(4)",
        "A y: y = got + kept + cached(4)",
        "C t2: assert y == 12",
    ],
    "a name found in a way that nobody sees": [
        "A x: x = 1",
        "C t1: spare = 7\nassert x == 1",
        "A y: y = globals()['spa' + 're']",
        "C t2: assert y == 7",
    ],
    "a setting of the context": [
        "I: import decimal\ndecimal.getcontext().prec = 6",
        "A x: x = 1",
        "C t1: seventh = str(decimal.Decimal(1) / 7)\nassert (x, seventh) == (1, '0.142857')\n"
        "decimal.getcontext().prec = 8",
        "C t2: assert (x, str(decimal.Decimal(1) / 7)) == (1, '0.14285714')",
    ],
    "a name in a query": [
        "I: import pandas as pd",
        "A df: df = pd.DataFrame({'a': [1, 5]})",
        "C t1: least = 3\nassert len(df) == 2",
        "A rows: rows = len(df.query('a > @least'))",
        "C t2: assert rows == 1",
    ],
    "what a hidden part does for two checks": [
        "I: log = []",
        "A x: x = 1",
        "C t1: assert x == 1||log.append(x)",
        "C t2: %%time\nassert len(log) == 1",
        "C t3: %%time\nassert len(log) == 1",
    ],
    "an import for a part that is done as a whole": [
        "I: import random",
        "A x: x = 1",
        "C t1: import os\nassert x == 1",
        "C t2: random.seed(6)\nassert os.getenv('MADE_KEY') is None\nrandom.seed(3)",
        "A y: y = random.random()",
        "C t3: assert abs(y - 0.2379646) < 1e-6",
    ],
    "a plain cell of the instructor": [
        "A f: def f(x):\n    return x + 1",
        "C t1: start = f(1)\nassert start == 2",
        "I: after = start * 10",
        "A y: y = after + 1",
        "C t2: assert y == after + 1 == 21",
    ],
}


def cells_of(course: list[str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Make a course's notebook, with its solutions, and its answers by name."""
    made, answers = [], {}
    for number, cell in enumerate(course):
        head, _, source = cell.partition(": ")
        role, _, name = head.partition(" ")
        if role == "I":
            made.append(code(f"plain{number}", source))
        elif role == "A":
            answers[name] = source
            made.append(answer(name, f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"))
        else:
            shown, bar, hidden = source.partition("||")
            made.append(check(name, shown + (BEGIN + hidden + END if bar else ""), 1))
    return notebook(*made), answers


def grade(
    folder: Path, course: list[str], where: str, in_kernel: tuple[str, ...] = (), **other: str
) -> Result:
    """Grade a course's reference, with some other answers."""
    folder.mkdir()
    content, answers = cells_of(course)
    source = write_assignment(make_workspace(folder / "workspace"), "lesson", content)
    with prepare_assignment(source, checks=where, in_kernel=in_kernel) as made:
        path = write_notebook(folder / "lesson.ipynb", filled(content, answers | other))
        return grade_submission(made, Submission({path.name: path}, "digest"), LIMITS)


def scores(result: Result) -> dict[str, float]:
    """The points of each check."""
    return {entry.item.id: entry.score for entry in result.items}


WRONG: dict[str, dict[str, str]] = {
    "a value": {"load": "def load(n):\n    return pd.DataFrame({'wait': [1] * n})"},
    "sorts in place": {"xs": "xs = [3, 2]"},
    "credit": {"f": "def f(x):\n    return 1"},
    "a file": {"x": "x = 4"},
    "a list that a check fills": {"f": "def f(x):\n    return 1"},
    "a setting": {"df": "df = pd.DataFrame()"},
    "state that a check makes": {"second": "third = count()\nsecond = count()"},
    "state that only checks use": {"x": "count()\nx = 5"},
}


class Together:
    """Courses as the notebooks of one assignment, prepared once: each runs in its own process."""

    def __init__(self, folder: Path, version: AssignmentVersion) -> None:
        self._folder, self._version = folder, version

    def grade(self, answers: dict[str, dict[str, str]]) -> dict[str, dict[str, float]]:
        """Return course → check → points of a submission of some courses with other answers."""
        files = {}
        for name, other in answers.items():
            content, given = cells_of(COURSES[name])
            path = self._folder / f"{name}.ipynb"
            files[path.name] = write_notebook(path, filled(content, given | other))
        result = grade_submission(self._version, Submission(files, "digest"), LIMITS)
        found: dict[str, dict[str, float]] = {name: {} for name in answers}
        for entry in result.items:
            if entry.item.notebook in found:
                found[entry.item.notebook][entry.item.id] = entry.score
        return found


@contextmanager
def together(folder: Path, names: Iterable[str], where: str) -> Iterator[Together]:
    """Prepare the courses of those names."""
    for name in names:
        write_notebook(folder / "source" / f"{name}.ipynb", cells_of(COURSES[name])[0])
    with prepare_assignment(folder / "source", checks=where) as version:
        yield Together(folder, version)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Together]:
    """Every course, with its checks in the clean room."""
    with together(tmp_path_factory.mktemp("room"), COURSES, CLEAN_ROOM) as made:
        yield made


@pytest.fixture(scope="module")
def right(room: Together) -> dict[str, dict[str, float]]:
    """The points of every course's reference."""
    return room.grade({name: {} for name in COURSES})


@pytest.fixture(scope="module")
def wrong(
    room: Together, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, dict[str, float]], ...]:
    """The points of the wrong answers: in the clean room, and all in the learner's process."""
    with together(tmp_path_factory.mktemp("kernel"), WRONG, IN_KERNEL) as kernel:
        return room.grade(WRONG), kernel.grade(WRONG)


@pytest.mark.parametrize("name", COURSES)
def test_released_part_is_done_where_the_learner_solved_it(
    right: dict[str, dict[str, float]], name: str
) -> None:
    """The reference of each course has full marks, as it has with all checks in its process."""
    assert set(right[name].values()) == {1.0}


@pytest.mark.parametrize("name", WRONG)
def test_released_part_after_a_wrong_answer(
    wrong: tuple[dict[str, dict[str, float]], ...], name: str
) -> None:
    """A wrong answer has the points that it has without the clean room, and so have later ones."""
    in_room, in_kernel = wrong
    assert in_room[name] == in_kernel[name] != {}


def test_released_part_ends_where_the_check_failed(tmp_path: Path) -> None:
    """What stands behind the line that failed was not done, as in the learner's notebook."""
    course = [
        "A x: x = 2",
        "C t1: before = 10\nassert x == 2, 'no'\nbehind = 20",
        "A y: y = 'behind' in globals(), before",
        "C t2: assert y == (True, 10)",
        "C t3: assert y[1] == 10",
    ]
    found = scores(grade(tmp_path / "room", course, CLEAN_ROOM, x="x = 1"))
    assert found == {"t1": 0.0, "t2": 0.0, "t3": 1.0}


def test_released_part_is_done_again_after_a_fatal_cell(tmp_path: Path) -> None:
    """A cell that ends the process costs its own item: what checks made before is there again."""
    course = [
        f"A make: {COUNTER}",
        "C t1: count = make()\nlimit = 3\nassert count() == 1",
        "A x: x = 1",
        "C t2: assert x == 1",
        "A y: y = count() + limit",
        "C t3: assert y == 5",
    ]
    fatal = "import os\nos.kill(os.getpid(), 9)"
    found = scores(grade(tmp_path / "room", course, CLEAN_ROOM, x=fatal))
    assert found == {"t1": 1.0, "t2": 0.0, "t3": 1.0}


def test_released_part_asks_no_code_again_that_did_not_end(tmp_path: Path) -> None:
    """A function that never ends costs its item: what else the check made is there."""
    course = [
        "A f: def f(x):\n    return x",
        "C t1: limit = 3\nfound = f(limit)\nassert found == 3",
        "A y: y = limit",
        "C t2: assert y == 3",
        "A z: z = found",
        "C t3: assert z == 3",
    ]
    endless = "def f(x):\n    while True:\n        pass"
    found = scores(grade(tmp_path / "room", course, CLEAN_ROOM, f=endless))
    assert found == {"t1": 0.0, "t2": 1.0, "t3": 0.0}


def test_released_part_s_verdict_counts_for_nothing(tmp_path: Path) -> None:
    """An answer that fools the released part in its own process gains nothing by it."""
    course = [
        "A f: def f(x):\n    return x * 2",
        "C t1: from math import isclose\nassert isclose(f(1), 2)",
        "A y: y = isclose(1, 1)",
        "C t2: assert y",
    ]
    fooled = "import math\nmath.isclose = lambda *_: True\ndef f(x):\n    return 0"
    room = scores(grade(tmp_path / "room", course, CLEAN_ROOM, f=fooled))
    control = scores(grade(tmp_path / "kernel", course, IN_KERNEL, f=fooled))
    assert room["t1"] == 0.0
    assert control["t1"] == 1.0


def test_hidden_part_is_not_in_the_learner_s_process(tmp_path: Path) -> None:
    """A later answer does not find what a hidden part made; with all checks there, it would."""
    course = [
        "A x: x = 1",
        "C t1: shown = 1\nassert x == 1||secret = 'word'",
        "A y: y = 'shown' in globals()",
        "C t2: assert y",
    ]
    other = {"y": "y = 'secret' in globals()"}
    assert scores(grade(tmp_path / "room", course, CLEAN_ROOM, **other))["t2"] == 0.0
    assert scores(grade(tmp_path / "kernel", course, IN_KERNEL, **other))["t2"] == 1.0


# what a hidden part moves on is missing where the released part makes it anew
UNFAIR = [
    f"A make: {COUNTER}",
    "C t1: count = make()\nassert count() == 1||assert count() == 2",
    "A third: third = count()",
    "C t2: assert third == 3",
]


def test_assignment_whose_reference_loses_points_is_not_graded(tmp_path: Path) -> None:
    """Where a right answer would lose a point here, nothing is graded, and the check is named."""
    assert scores(grade(tmp_path / "kernel", UNFAIR, IN_KERNEL)) == {"t1": 1.0, "t2": 1.0}
    with pytest.raises(UnfairError, match=r"lesson\.ipynb: t2: ") as refused:
        grade(tmp_path / "room", UNFAIR, CLEAN_ROOM)
    assert [entry[:2] for entry in refused.value.checks] == [("lesson", "t2")]
    assert refused.value.option == "in-kernel:t1,t2"


def test_single_checks_in_the_learner_s_process_are_the_way_out(tmp_path: Path) -> None:
    """With one check in the learner's process, the assignment is graded."""
    result = grade(tmp_path / "room", UNFAIR, CLEAN_ROOM, in_kernel=("t1",))
    assert scores(result) == {"t1": 1.0, "t2": 1.0}
    assert [entry.protected for entry in result.items] == [False, True]


def test_unknown_check_cannot_be_asked_for(tmp_path: Path) -> None:
    """A check that is not there is named."""
    with pytest.raises(AssignmentError, match="there is no check t9"):
        grade(tmp_path / "room", UNFAIR, CLEAN_ROOM, in_kernel=("t9",))


def test_checks_that_no_reference_passes_are_said(tmp_path: Path) -> None:
    """Without a solution nobody knows whether a right answer passes: that is said."""
    content = notebook(
        answer("x", "x = None"),
        check("t1", "assert x == 1", 1),
        check("t2", "assert 1 == 1", 1),
    )
    source = write_assignment(make_workspace(tmp_path / "workspace"), "lesson", content)
    with prepare_assignment(source) as made:
        assert made.untried == {"lesson": ("t1",)}


def grade_two(folder: Path, first: list[str], second: list[str], **other: str) -> Result:
    """Grade an assignment of two notebooks, with some other answers."""
    books = {"one": cells_of(first), "two": cells_of(second)}
    source = write_assignment(make_workspace(folder / "workspace"), "lesson", books["one"][0])
    (source / "lesson.ipynb").unlink()
    paths = {}
    for name, (content, answers) in books.items():
        write_notebook(source / f"{name}.ipynb", content)
        given = filled(content, {key: other.get(key, text) for key, text in answers.items()})
        paths[f"{name}.ipynb"] = write_notebook(folder / f"{name}.ipynb", given)
    with prepare_assignment(source) as made:
        assert made.untried == {}
        return grade_submission(made, Submission(paths, "digest"), LIMITS)


WRITES = [
    "A n: n = 3\nopen('answer.txt', 'w').write(str(n))",
    "C t1: import os\nos.makedirs('kept', exist_ok=True)\n"
    "open('kept/check.txt', 'w').write(str(n))\nassert n == 3",
]
READS = [
    "A m: m = int(open('kept/check.txt').read()) + int(open('answer.txt').read())",
    "C t2: assert m == 6",
    "A data: data = open('assignment.toml').read()[:3]",
    "C t3: assert data != 'own'",
]


def test_notebook_reads_what_the_one_before_it_wrote(tmp_path: Path) -> None:
    """Files of an answer and of a check are there in the next notebook, as in nbgrader."""
    assert scores(grade_two(tmp_path, WRITES, READS)) == {"t1": 1.0, "t2": 1.0, "t3": 1.0}


def test_notebook_cannot_write_over_an_instructor_s_file(tmp_path: Path) -> None:
    """The next notebook finds the instructor's data, whatever the one before it wrote."""
    own = "n = 3\nopen('answer.txt', 'w').write('3')\nopen('assignment.toml', 'w').write('own')"
    assert scores(grade_two(tmp_path, WRITES, READS, n=own)) == {"t1": 1.0, "t2": 1.0, "t3": 1.0}


def test_notebook_that_floods_its_folder_leaves_what_fits(tmp_path: Path) -> None:
    """Large files are not carried on, small ones are; links and odd names cost nothing."""
    flood = (
        "import os\nn = 3\nopen('answer.txt', 'w').write('3')\n"
        "open('large.bin', 'wb').write(bytes(5 << 20))\nos.symlink('/etc', 'link')\n"
        "os.symlink('answer.txt', 'other.txt')\nos.mkfifo('pipe')"
    )
    reads = [*READS[:2], "A there: there = 0", "C t4: assert there == 0"]
    seen = (
        "import os\nthere = sum(map(os.path.lexists, ('large.bin', 'link', 'other.txt', 'pipe')))"
    )
    found = scores(grade_two(tmp_path, WRITES, reads, n=flood, there=seen))
    assert found == {"t1": 1.0, "t2": 1.0, "t4": 1.0}


def test_notebook_runs_another_one_of_its_assignment(tmp_path: Path) -> None:
    """`%run` finds the learner's own other notebook, with the instructor's cells as released."""
    first, _ = cells_of(
        ["A f: def f(x):\n    return x * 2", "C t1: assert f(1) == 2||assert f(2) == 4"]
    )
    second, _ = cells_of(
        [
            "I: %run one.ipynb",
            "A g: def g(x):\n    return f(x) + 1",
            "C t2: assert g(1) == 3",
            "A text: text = open('one.ipynb').read()",
            "C t3: assert 'HIDDEN' not in text and 'f(1) == 2' in text",
        ]
    )
    source = write_assignment(make_workspace(tmp_path / "workspace"), "lesson", first)
    (source / "lesson.ipynb").rename(source / "one.ipynb")
    write_notebook(source / "two.ipynb", second)
    given = {
        "one": filled(first, {"f": "def f(x):\n    return x * 2"}),
        "two": filled(
            second,
            {"g": "def g(x):\n    return f(x) + 1", "text": "text = open('one.ipynb').read()"},
        ),
    }
    with prepare_assignment(source) as made:
        paths = {
            f"{name}.ipynb": write_notebook(tmp_path / f"{name}.ipynb", book)
            for name, book in given.items()
        }
        result = grade_submission(made, Submission(paths, "digest"), LIMITS)
    assert scores(result) == {"t1": 1.0, "t2": 1.0, "t3": 1.0}
