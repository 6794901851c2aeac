"""After any change, an app shows what its notebook gives when it is run from the top.

Each case is some cells of the kind that authors write; the last one prints. They are run from the
top by plain Python, for the values that a visitor chooses one after another, and by the app.
"""

from __future__ import annotations

import contextlib
import html
import io
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from terakoya_autograde.kernels import LiveKernel
from terakoya_autograde.kernels.prepared_kernels import PreparedKernels
from terakoya_autograde.sandbox import sandbox_available

from terakoya.faces.app import make_app_notebook
from terakoya.faces.app.live.generation import Generation
from terakoya.faces.app.live.served_app import AppState, ServedApp
from terakoya.faces.app.live.visit import Visit
from terakoya.faces.app.live.visit_kernel import VisitKernel
from terakoya.model.settings import AppSettings

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from app_changes import BEGIN, CHANGES, follows, run_from_the_top  # noqa: E402

pytestmark = pytest.mark.skipif(
    not sandbox_available(), reason="no sandbox on this machine: apps were not tried"
)
VALUES = (3, 5, 3, 2)
PARAMETERS = "n: int = 2  # 数 | 1..9\nm: int = 1  # 別の数 | 1..9"
IMPORTS = """
import random, io, sqlite3
import numpy as np
import pandas as pd
from collections import Counter, deque
"""
LIST, TABLE = "l = [1]", "df = pd.DataFrame({'a': range(10)})"
CASES = {
    "sum-of-itself": ["s = 0", "s = s + n", "print(s)"],
    "table-of-itself": [TABLE, "df = df[df['a'] >= n]", "print(len(df))"],
    "list-of-itself": [LIST, "l = l * n", "print(l)"],
    "names-change-places": ["a, b = 1, 2", "a, b = b, a + n", "print(a, b)"],
    "column-then-sorted": [
        "d = pd.DataFrame({'a': [1, 2, 3]})",
        "d['a'] += n; d = d.sort_values('a')",
        "print(d['a'].tolist())",
    ],
    "bound-in-one-branch": [LIST, "if n > 100: l = []\nl.append(n)", "print(l)"],
    "named-in-a-query": [TABLE, "print(len(df.query('a >= @n')))"],
    "default-of-a-lambda": ["f = lambda x, k=n: x * k", "print(f(10))"],
    "default-of-a-function": ["def f(x, k=n):\n    return x * k", "print(f(10))"],
    "two-names-for-one-list": ["a = []", "b = a", "b.append(n)", "print(a)"],
    "rows-of-a-list": [
        "rows = [{'v': 1}, {'v': 2}]",
        "for row in rows: row['v'] += n",
        "print(rows)",
    ],
    "function-that-changes-a-global": [
        "l = []",
        "def add(v):\n    l.append(v)",
        "add(n)",
        "print(l)",
    ],
    "function-that-changes-what-it-gets": [
        "def double(d):\n    d['b'] = d['a'] * n",
        TABLE,
        "double(df)",
        "print(df['b'].sum())",
    ],
    "method-of-an-own-class": [
        "class Box:\n    def __init__(self): self.v = []\n    def put(self, x): self.v.append(x)",
        "box = Box()",
        "box.put(n)",
        "print(box.v)",
    ],
    "generator-of-numpy": ["rng = np.random.default_rng(1)", "print(round(rng.normal() * n, 6))"],
    "seed-of-numpy": ["np.random.seed(3)", "print(round(np.random.rand() * n, 6))"],
    "seed-then-shuffle": [
        "random.seed(1)",
        "l = list(range(9)); random.shuffle(l)",
        "print(l, random.random() * n)",
    ],
    "iterator": ["it = iter(range(100))", "print(next(it) * n)", "print(next(it), n)"],
    "iterator-between": ["it = iter(range(9))", "x = n", "_ = next(it)", "print(next(it), x)"],
    "deque": ["d = deque()", "d.appendleft(n)", "print(list(d))"],
    "counter": ["c = Counter(a=10)", "c.subtract(a=n)", "print(c['a'])"],
    "out-of-numpy": ["a = np.ones(2)", "_ = np.multiply(a, n, out=a)", "print(a.tolist())"],
    "setattr": [
        "class A: v = 1",
        "a = A()",
        "setattr(a, 'v', a.v + n)",
        "print(a.v)",
    ],
    "text-that-is-written": ["f = io.StringIO()", "_ = f.write(str(n))", "print(f.getvalue())"],
    "database": [
        "db = sqlite3.connect(':memory:'); _ = db.execute('create table t (v)')",
        "_ = db.execute('insert into t values (?)', [n])",
        "print(db.execute('select count(*), sum(v) from t').fetchone())",
    ],
    "file-that-is-written": [
        "with open('x.txt', 'w') as f: _ = f.write('a')",
        "with open('x.txt', 'a') as f:\n    _ = f.write(str(n))",
        "with open('x.txt') as f: print(f.read())",
    ],
    "file-that-the-notebook-wrote": [
        "with open('y.txt', 'w') as f: _ = f.write('abc')",
        "with open('y.txt') as f: print(f.read() * n)",
    ],
    "name-of-a-loop": ["for i in range(3): pass", "i = i + n", "print(i)"],
    "name-used-again-below": [
        TABLE.replace("df", "s", 1),
        "t = s['a'].sum() * n",
        "s = pd.DataFrame({'a': [1000]})",
        "print(t, s['a'].sum())",
    ],
    "other-table-of-the-same-name": [
        "df = pd.DataFrame({'人口': [1, 500]})",
        "t = len(df[df['人口'] >= n * 100])",
        "df = pd.DataFrame({'世帯': [7]})",
        "print(t, df['世帯'].sum())",
    ],
    "name-that-is-deleted": ["x = 5", "y = x * n\ndel x", "print(y)"],
    "walrus": ["if (k := n) > 1: pass", "print(k)"],
    "table-by-its-column": [
        TABLE,
        "df['b'] = df['a'] / n",
        "df = df[df['b'] > 0.5]",
        "print(len(df))",
    ],
    "global": ["t = 0", "def add():\n    global t\n    t += n", "add()", "print(t)"],
    "function-of-a-function": [
        "l = []",
        "def inner(v): l.append(v)",
        "def outer(v): inner(v)",
        "outer(n)",
        "print(l)",
    ],
    "function-handed-on": [
        "l = []",
        "def add(v): l.append(v)",
        "_ = list(map(add, [n]))",
        "print(l)",
    ],
    "code-in-a-text": ["exec('y = n * 2')", "print(y)"],
    "dict-of-globals": ["globals()['y'] = n", "print(y)"],
    "setting-of-pandas": [
        TABLE,
        "pd.set_option('display.max_rows', n * 2)",
        "print(df)\npd.reset_option('display.max_rows')",
    ],
    "setting-by-its-name": [
        "df = pd.DataFrame({'a': [1 / 3]})",
        "pd.options.display.precision = n",
        "print(df)\npd.reset_option('display.precision')",
    ],
    "setting-of-numpy": [
        "a = np.array([1 / 3])",
        "np.set_printoptions(precision=n)",
        "print(a)\nnp.set_printoptions(precision=8)",
    ],
    "file-of-numpy": ["np.savetxt('a.txt', [n])", "print(np.loadtxt('a.txt'))"],
    "file-of-a-database": [
        "db = sqlite3.connect('t.db'); _ = db.execute('create table if not exists t (v)')\n"
        "_ = db.execute('delete from t'); _ = db.execute('insert into t values (?)', [n])\n"
        "db.commit(); db.close()",
        "print(sqlite3.connect('t.db').execute('select v from t').fetchall())",
    ],
    "walrus-in-a-list": ["l = [k := n for _ in range(2)]", "print(k)"],
    "two-lists-side-by-side": [
        "rows = [[1], [2]]",
        "for row, v in zip(rows, [n, n]): row.append(v)",
        "print(rows)",
    ],
    "numbered-rows": [
        "rows = [{'v': 1}]",
        "for i, row in enumerate(rows): row['v'] = n",
        "print(rows)",
    ],
    "lists-in-a-tuple": [
        "a = []; b = []\nboth = (a, b)",
        "for l in both: l.append(n)",
        "print(a, b)",
    ],
    "thing-in-a-list": [
        "class A: v = 1\na = A()",
        "every = [a]",
        "every[0].v = n",
        "print(a.v)",
    ],
    "attribute-by-its-name": [
        "class A: pass\na = A(); a.v = []",
        "getattr(a, 'v').append(n)",
        "print(a.v)",
    ],
    "list-that-a-function-gives": [
        "l = []\ndef get():\n    return l",
        "m = get()",
        "m.append(n)",
        "print(l)",
    ],
    "function-with-its-list": [
        "from functools import partial\nl = []\ndef add(to, v): to.append(v)",
        "put = partial(add, l)",
        "put(n)",
        "print(l)",
    ],
    "view-of-numpy": ["a = np.zeros(3)", "b = a.reshape(3, 1)", "b[0] = n", "print(a.tolist())"],
    "seed-of-another-name": ["import random as rd", "rd.seed(n)", "print(rd.random())"],
    "seed-alone": ["from random import random as draw, seed", "seed(n)", "print(draw())"],
    "sample-of-a-table": [TABLE, "np.random.seed(n)", "print(df.sample(2)['a'].tolist())"],
    "nothing-depends": ["x = 1", "print(x)"],
}


def from_the_top(cells: list[str], n: int) -> str:
    """What plain Python prints."""
    names: dict[str, Any] = {"n": n, "m": 1}
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.chdir(_SCRATCH[0]):
        for cell in (IMPORTS, *cells):
            exec(cell, names)  # noqa: S102 - the case's own code
    return said.getvalue()


_SCRATCH: list[Path] = []


@pytest.fixture(autouse=True)
def _scratch(tmp_path: Path) -> Iterator[None]:
    """Where plain Python writes its files."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    _SCRATCH[:] = [folder]
    yield


@pytest.fixture(scope="module")
def kernels() -> Iterator[PreparedKernels]:
    """One warm parent."""
    parent = PreparedKernels(("numpy", "pandas", "ipywidgets"), sandbox=True)
    yield parent
    parent.close()


def prepare(kernels: PreparedKernels, folder: Path, cells: list[str]) -> Generation:
    """Make an app of some cells, all shown, behind the parameters, and prepare it."""
    shown = {"tags": ["app"]}
    made = [new_code_cell(IMPORTS), new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})]
    made += [new_code_cell(cell, id=f"c{at}", metadata=shown) for at, cell in enumerate(cells)]
    notebook = make_app_notebook(new_notebook(cells=made), "a", where="a")
    (folder / "a").mkdir()
    nbformat.write(notebook, folder / "a" / "a.ipynb")
    settings = AppSettings(cell_seconds=20, memory_mb=1024)
    served = ServedApp(folder / "a" / "a.ipynb", lambda: kernels, settings, time.monotonic)
    served.prepare()
    assert served.state is AppState.READY
    assert served.generation is not None
    return served.generation


def text_of(areas: dict[str, str]) -> str:
    """All that cells show, as text."""
    parts = (areas.get(key, "") for key in sorted(areas))
    plain = (part.replace("<pre>", "").replace("</pre>", "") for part in parts)
    return html.unescape("".join(plain))


@pytest.mark.parametrize("name", CASES)
def test_change_gives_what_the_notebook_gives(
    kernels: PreparedKernels, tmp_path: Path, name: str
) -> None:
    """At the first change, at the next, and back again."""
    cells = CASES[name]
    generation = prepare(kernels, tmp_path, cells)
    visit = Visit(generation)
    page = dict(generation.first["areas"])
    try:
        for value in VALUES:
            changes = visit.set_values({"n": value})
            assert "failed" not in changes, (value, changes["log"])
            page |= changes["areas"]
            assert text_of(page) == from_the_top(cells, value), value
    finally:
        visit.close()
        generation.end()


def test_failure_stays_until_its_value_changes(kernels: PreparedKernels, tmp_path: Path) -> None:
    """Another parameter brings no old result back; a good value brings the right one."""
    cells = ["y = 10 // (n - 3)\nprint('Y', y)", "print('B', y, m, n)"]
    generation = prepare(kernels, tmp_path, cells)
    visit = Visit(generation)
    try:
        assert "failed" in visit.set_values({"n": 3})
        after = visit.set_values({"m": 5})
        assert "failed" in after
        assert "B -" not in text_of(after["areas"])
        good = visit.set_values({"n": 4})
        assert "failed" not in good
        assert text_of(good["areas"]) == "Y 10\nB 10 5 4\n"
    finally:
        visit.close()
        generation.end()


def test_cell_that_does_not_depend_is_not_run_again(
    kernels: PreparedKernels, tmp_path: Path
) -> None:
    """Neither is it shown anew, though it stands behind one that is."""
    cells = ["import time", "a = n", "print('T', time.perf_counter())", "print('A', a)"]
    generation = prepare(kernels, tmp_path, cells)
    visit = Visit(generation)
    try:
        changes = visit.set_values({"n": 3})
        assert sorted(changes["areas"]) == ["c1", "c3"]
    finally:
        visit.close()
        generation.end()


def test_each_picture_of_a_cell_is_drawn_by_itself(
    kernels: PreparedKernels, tmp_path: Path
) -> None:
    """The second one is not the first; one that has no lines to draw is nothing, in its place."""
    cells = [
        "from IPython.display import SVG, Image, display",
        "for word in ('一', '二'): display(SVG(f'<svg><text>{word}{n}</text></svg>'))\n"
        "display(Image(b'', format='png'), SVG('<svg><text>四</text></svg>'))",
    ]
    generation = prepare(kernels, tmp_path, cells)
    visit = Visit(generation)
    try:
        drawn = [visit.draw_svg("c1", place) for place in (0, 1, 2, 3, 4, -1)]
        words = ["一2", "二2", "", "四", "", ""]
        assert [word in svg for word, svg in zip(words, drawn, strict=True)] == [True] * 6
        assert [bool(svg) for svg in drawn] == [bool(word) for word in words]
    finally:
        visit.close()
        generation.end()


def test_notebooks_put_together_at_random_show_no_difference() -> None:
    """The benchmark program, at small size."""
    command = [sys.executable, str(BENCHMARKS / "app_changes.py"), "--count=12", "--seed=3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=800)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "12 notebooks" in done.stdout


def test_program_notices_a_difference(
    kernels: PreparedKernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Control: in a kernel that has run everything already, a list is appended to twice."""

    fork = VisitKernel.fork

    def fork_late(driven: VisitKernel, start: int | None) -> LiveKernel:
        del start
        return fork(driven, None)

    cells = [*BEGIN, "l.append(n)", "print(s, l)"]
    wanted = [run_from_the_top(cells, *values) for _given, values in CHANGES]
    assert follows(kernels, cells, wanted)
    monkeypatch.setattr(VisitKernel, "fork", fork_late)
    assert not follows(kernels, cells, wanted)
