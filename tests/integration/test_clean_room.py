"""Checks in the clean room: a second process, on values; with real children and a real sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    ItemStatus,
    Limits,
    Status,
    Submission,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.version import IN_KERNEL

from terakoya.workspace import make_workspace
from tests.made import answer, check, code, filled, notebook, write_assignment, write_notebook

LIMITS = Limits(cell_seconds=4, notebook_seconds=60, memory_mb=700, output_kb=64)
# item → the reference's answer, and its check
ITEMS = {
    "count": (
        "calls = []\ndef count():\n    calls.append(1)\n    return len(calls)",
        "assert count() == 1 and count() == 2",
    ),
    "squares": (
        "def squares(n):\n    for k in range(n):\n        yield k * k",
        "assert list(squares(4)) == [0, 1, 4, 9]",
    ),
    "arrange": (
        "def arrange(names):\n    names.sort()",
        "names = ['c', 'a', 'b']\nassert arrange(names) is None\nassert names == ['a', 'b', 'c']",
    ),
    "greet": (
        "def greet(name):\n    print('hello', name)",
        "import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as said:\n"
        "    greet('aki')\nassert said.getvalue() == 'hello aki\\n'",
    ),
    "refuse": (
        "def refuse(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x",
        "try:\n    refuse(-1)\n    assert False, 'a negative number should be refused'\n"
        "except ValueError as error:\n    assert 'negative' in str(error)",
    ),
    "credit": (
        "parts = [1, 2, 3]",
        "score = sum(part in parts for part in (1, 2, 3))\nscore / 3 * 2",
    ),
    "model": (
        "class Model:\n    slope = 2.5\nmodel = Model()",
        "slope = model.slope  ### PROBE\nassert slope == 2.5, f'the slope is {slope}'",
    ),
    "source": (
        "def short(x): return x",
        "import inspect\nassert 'return' in inspect.getsource(short)",
    ),
    "total": (
        "def total(rows):\n    return sum(rows)",
        "rows = [1, 2, 3]\nassert total(rows) == sum(rows)\nkept = [4, 5]\ntotal(kept)\n"
        "assert kept[:1] == [4]",
    ),
    "dtypes": (
        "import pandas as pd\ntable = pd.DataFrame({'a': ['x'], 'b': [1.5]})\n"
        "table['k'] = table['a'].astype('category')",
        "assert dict(table.dtypes.astype(str)) == {'a': 'str', 'b': 'float64', 'k': 'category'}\n"
        "assert table.dtypes['b'] == 'float64' and table['k'].dtype == 'category'\n"
        "assert (table.dtypes == 'float64').sum() == 1",
    ),
    "helped": (
        "def twice(x):\n    return 2 * x",
        "assert all_right(twice, limit), 'twice is wrong'",
    ),
}
HELPER = "limit = 3\ndef all_right(f, n):\n    return all(f(k) == 2 * k for k in range(n))"


def lesson() -> dict[str, Any]:
    """The notebook of all items, solved."""
    cells = [code("helper", HELPER, locked=True)]
    for name, (reference, test) in ITEMS.items():
        cells.append(answer(name, f"### BEGIN SOLUTION\n{reference}\n### END SOLUTION"))
        hidden = f"### BEGIN HIDDEN TESTS\n{test}\n### END HIDDEN TESTS"
        if name == "credit":
            hidden = test
        cells.append(check(f"test-{name}", hidden, 2))
    return notebook(*cells)


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AssignmentVersion]:
    """The lesson, prepared once."""
    with prepare_assignment(write_lesson(tmp_path_factory.mktemp("room"), lesson())) as made:
        yield made


def write_lesson(folder: Path, content: dict[str, Any]) -> Path:
    """Write a notebook as the assignment `lesson`; return its source folder."""
    return write_assignment(make_workspace(folder / "workspace"), "lesson", content)


def grade(version: AssignmentVersion, folder: Path, **answers: str) -> dict[str, Any]:
    """Grade the reference with some other answers: item → its result; "" → the whole."""
    given = {name: answers.get(name, reference) for name, (reference, _test) in ITEMS.items()}
    path = write_notebook(folder / "lesson.ipynb", filled(lesson(), given))
    result = grade_submission(version, Submission({path.name: path}, "digest"), LIMITS)
    items = {entry.item.id.removeprefix("test-"): entry for entry in result.items}
    return items | {"": result}


def lost(items: dict[str, Any]) -> dict[str, float]:
    """The items that are not worth full marks."""
    return {name: entry.score for name, entry in items.items() if name and entry.score < 2}


def test_clean_room_reference_gets_full_marks(version: AssignmentVersion, tmp_path: Path) -> None:
    """State between calls, generators, changed arguments, prints, exceptions, probes: all work."""
    items = grade(version, tmp_path)
    assert lost(items) == {}
    assert items[""].status is Status.OK


def test_clean_room_only_what_cannot_cross_is_unprotected(version: AssignmentVersion) -> None:
    """A check that reads a function's source needs the learner's process, and is named."""
    assert set(version.unprotected["lesson"]) == {"test-source"}
    assert "function of a learner" in version.unprotected["lesson"]["test-source"]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("count", "def count(): return 1"),
        ("squares", "def squares(n): return iter([0, 1, 4, 8])"),
        ("arrange", "def arrange(names): return None"),
        ("greet", "def greet(name): print('hi', name)"),
        ("refuse", "def refuse(x): return x"),
        ("refuse", "def refuse(x): raise TypeError('negative')"),
        ("credit", "parts = []"),
        ("model", "class Model:\n    slope = 1\nmodel = Model()"),
        ("model", "model = 3"),
        ("total", "def total(rows):\n    rows.clear()\n    return 0"),
        ("total", "def total(rows):\n    rows.insert(0, 0)\n    return sum(rows)"),
        ("dtypes", "table = {'a': 1}"),
        (
            "dtypes",
            "import pandas as pd\nclass Yes(pd.StringDtype):\n"
            "    def __eq__(self, other): return True\n    __hash__ = pd.StringDtype.__hash__\n"
            "class Table(pd.DataFrame):\n"
            "    dtypes = pd.Series({'a': Yes(), 'b': Yes(), 'k': Yes()})\n"
            "table = Table({'a': ['x'], 'b': ['y'], 'k': ['z']})",
        ),
        ("helped", "def twice(x): return 4"),
        ("helped", "limit = 0\ndef all_right(f, n): return True\ndef twice(x): return 0"),
    ],
)
def test_clean_room_wrong_answer_loses_its_item(
    version: AssignmentVersion, tmp_path: Path, name: str, wrong: str
) -> None:
    """A wrong answer is wrong there too, and costs its own item only."""
    assert lost(grade(version, tmp_path, **{name: wrong})) == {name: 0.0}


def test_clean_room_warning_costs_nothing(version: AssignmentVersion, tmp_path: Path) -> None:
    """What a called function says on standard error is no failure of the check."""
    noisy = "import warnings\ndef twice(x):\n    warnings.warn('careful')\n    return 2 * x"
    assert lost(grade(version, tmp_path, helped=noisy)) == {}


def test_clean_room_harmless_change_of_an_argument(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """A function may use its copy as it likes, where the check does not look at it."""
    harmless = "def total(rows):\n    rows.append(0)\n    return sum(rows)"
    assert lost(grade(version, tmp_path, total=harmless)) == {}


def test_clean_room_partial_credit(version: AssignmentVersion, tmp_path: Path) -> None:
    """What the check's last expression shows is the score."""
    found = grade(version, tmp_path, credit="parts = [1, 3]")["credit"]
    assert (round(found.score, 6), found.status) == (round(4 / 3, 6), ItemStatus.PARTIAL)


FATAL = {
    "dies": ("import os\ndef count(): os._exit(0)", Status.DIED),
    "never-returns": ("def count():\n    while True: pass", Status.TIMEOUT),
    "never-stops": (
        "def count():\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
        Status.TIMEOUT,
    ),
    "greedy": ("def count():\n    keep = bytearray(2**30)\n    while True: pass", Status.MEMORY),
    "floods": ("def count():\n    return [0] * 3_000_000", Status.OK),
    "exits": ("def count(): raise SystemExit", Status.OK),
}


@pytest.mark.parametrize("case", FATAL)
def test_clean_room_fatal_call_costs_its_item_only(
    version: AssignmentVersion, tmp_path: Path, case: str
) -> None:
    """A function that kills, hangs or bloats its process during a check costs that item only."""
    wrong, status = FATAL[case]
    items = grade(version, tmp_path, count=wrong)
    assert lost(items) == {"count": 0.0}
    assert items[""].status is status


CAUGHT = "try:\n    f(-1)\nexcept Exception:\n    pass\nassert f(1) == 1"


def test_clean_room_end_of_a_process_is_no_exception_that_a_check_expects(tmp_path: Path) -> None:
    """A check that expects an exception is not passed by a function that ends its process."""
    content = notebook(
        answer("f", "### BEGIN SOLUTION\ndef f(x):\n    return {1: 1}[x]\n### END SOLUTION"),
        check("t", CAUGHT.removesuffix("\nassert f(1) == 1"), 1),
        check("u", CAUGHT, 1),
    )
    ends = "import os\ndef f(x):\n    if x < 0:\n        os._exit(0)\n    return x"
    with prepare_assignment(write_lesson(tmp_path, content)) as made:
        path = write_notebook(tmp_path / "lesson.ipynb", filled(content, {"f": ends}))
        result = grade_submission(made, Submission({path.name: path}, "digest"), LIMITS)
        assert result.status is Status.DIED
        assert [entry.score for entry in result.items] == [0.0, 0.0]
        honest = filled(content, {"f": "def f(x):\n    return {1: 1}[x]"})
        path = write_notebook(tmp_path / "lesson.ipynb", honest)
        result = grade_submission(made, Submission({path.name: path}, "digest"), LIMITS)
        assert [entry.score for entry in result.items] == [1.0, 1.0]


def test_clean_room_later_answer_cannot_change_an_earlier_item(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """Values are taken when the item is due."""
    late = "def short(x): return x\nparts = [1, 2, 3]"
    assert lost(grade(version, tmp_path, credit="parts = []", source=late)) == {"credit": 0.0}


def test_clean_room_message_in_the_author_s_words(
    version: AssignmentVersion, tmp_path: Path
) -> None:
    """The learner hears what the author wrote; a bare assertion says nothing of its source."""
    items = grade(version, tmp_path, helped="def twice(x): return 4", count="count = len")
    assert items["helped"].message == "twice is wrong"
    assert "assert" not in items["count"].message


TAMPERING = {
    "builtins": "import builtins\nbuiltins.all = lambda values: True\nbuiltins.len = lambda x: 0",
    "shell": "get_ipython().run_cell = lambda *a, **k: None",
    "kernel": "import ipykernel.ipkernel as k\nasync def run(*a, **b): return {'status': 'ok'}\n"
    "k.IPythonKernel.do_execute = run",
    "source": "import inspect\ninspect.getsource = lambda f: 'return'",
    "transformer": "import ast\nclass Pass(ast.NodeTransformer):\n"
    "    def visit_Assert(self, node): return ast.copy_location(ast.Pass(), node)\n"
    "get_ipython().ast_transformers.append(Pass())",
}


@pytest.mark.parametrize("case", TAMPERING)
def test_unprotected_check_is_put_back_or_trips(
    version: AssignmentVersion, tmp_path: Path, case: str
) -> None:
    """What the usual tricks change is put back before a check in the learner's process."""
    wrong = TAMPERING[case] + "\nshort = 3"
    assert lost(grade(version, tmp_path, source=wrong)) == {"source": 0.0}


@pytest.fixture(scope="module")
def in_kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AssignmentVersion]:
    """The control: the same lesson with its checks in the learner's process."""
    source = write_lesson(tmp_path_factory.mktemp("kernel"), lesson())
    with prepare_assignment(source, checks=IN_KERNEL) as made:
        yield made


@pytest.mark.parametrize("case", ["source", "transformer", "kernel"])
def test_tampering_works_without_the_guard(
    in_kernel: AssignmentVersion, tmp_path: Path, case: str
) -> None:
    """The control: without it, the trick takes the marks."""
    wrong = TAMPERING[case] + "\nshort = 3"
    assert lost(grade(in_kernel, tmp_path, source=wrong)) == {}


def test_clean_room_early_statements_that_start_a_thread(tmp_path: Path) -> None:
    """A check that keeps a thread cannot be run ahead: it runs in each checker, with its marks."""
    test = "import threading, time\nworker = threading.Thread(target=time.sleep, args=(60,))\n"
    test += "worker.daemon = True\nstarted = [worker.start()]\nassert x == 1"
    solved = answer("x", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION")
    content = notebook(solved, check("t", test, 1))
    with prepare_assignment(write_lesson(tmp_path, content)) as made:
        path = write_notebook(tmp_path / "lesson.ipynb", filled(content, {"x": "x = 1"}))
        result = grade_submission(made, Submission({path.name: path}, "digest"), LIMITS)
    assert made.unprotected == {"lesson": {}}
    assert result.score == 1
