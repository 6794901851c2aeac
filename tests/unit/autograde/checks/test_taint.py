"""What of a learner's reaches something that interprets it, told from syntax."""

# ruff: noqa: E501 - a cell is easier to read in one line

from __future__ import annotations

import ast

import pytest
from terakoya_autograde.checks.cell_source import CellRole, SourceCell
from terakoya_autograde.checks.planner import plan_notebook
from terakoya_autograde.checks.taint import Interpreted, Tainted

# an answer, the instructor's cell, and a check that has the answer interpreted
INTERPRETS = [
    ("rule='x>1'", "", "df={}\nassert len(df.query(rule)) == 3"),
    (
        "rule='x>1'",
        "import pandas as pd\ndf=pd.DataFrame()",
        "q = df.query\nassert len(q(rule)) == 3",
    ),
    ("rule='x>1'", "import pandas as pd", "from pandas import eval as e\nassert e(rule) == 3"),
    ("rule='x>1'", "", "run = eval\nassert run(rule) == 3"),
    ("rules=['1']", "", "assert list(map(eval, rules)) == [3]"),
    ("rules=['1']", "def work(t):\n    return eval(t)", "assert work(rules[0]) == 3"),
    (
        "rules=['1']",
        "def work(t):\n    return inner(t)\ndef inner(u):\n    return eval(u)",
        "for r in rules:\n    assert work(r) == 3",
    ),
    ("def f(): return '1'", "", "assert eval(f()) == 3"),
    ("def f(): return '1'", "", "g = lambda s: eval(s)\nassert g(f()) == 3"),
    (
        "def f(): return '1'",
        "from functools import partial",
        "g = partial(eval)\nassert g(f()) == 3",
    ),
    ("t='a'", "df=1", "g = getattr(df, 'query')\nassert g(t) == 3"),
    ("t='a'", "import math", "assert getattr(math, t)(3) == 3"),
    (
        "t='a'",
        "import sqlite3\ncon=sqlite3.connect(':memory:')",
        "assert con.execute(t).fetchall() == 3",
    ),
    ("t='a'", "", "assert t.format(1) == '1'"),
    ("t='a'", "", "assert t % (1,) == '1'"),
    ("t='a'", "import re", "assert re.search(t, 'abc')"),
    ("t='a'", "import pandas as pd\ns=pd.Series()", "assert s.str.contains(t).sum() == 2"),
    ("t='a'", "import pandas as pd\ns=pd.Series()", "assert s.agg(t) == 2"),
    ("t='a'", "import pandas as pd", "assert len(pd.read_csv(t)) == 2"),
    ("t='a'", "from pathlib import Path", "assert Path(t).read_text() == '2'"),
    ("t='a'", "", "with open(t) as f:\n    assert f.read() == '2'"),
    ("t='a'", "", "get_ipython().run_cell(t)"),
    ("t='a'", "", "get_ipython().system('echo {t}')"),
    ("t='a'", "from sympy import sympify", "assert sympify(t) == 3"),
    ("t='a'", "import sympy as sp", "assert sp.lambdify(t, 1)(2) == 1"),
    ("t='a'", "import sympy as sp", "assert sp.Rational(t) == 1"),
    (
        "t='a'",
        "class Run:\n    def __init__(self, s): self.s = s\n    def go(self): return eval(self.s)",
        "assert Run(t).go() == 3",
    ),
    ("t='a'", "", "texts = []\ntexts.append(t)\nassert eval(texts[0]) == 3"),
    ("t='a'", "", "d = {'k': t}\nfor k, v in d.items():\n    exec(v)"),
    ("t='a'", "", "assert globals()[t] == 3"),
    ("t='a'", "", "try:\n    x = t\nexcept Exception:\n    x = ''\nassert eval(x)"),
    ("t='a'", "import numpy as np", "assert np.vectorize(eval)(t) == 3"),
    ("t='a'", "import operator", "assert operator.attrgetter(t)('x')"),
    ("t='a'", "import importlib", "m = importlib.import_module(t)"),
    ("t='a'", "import pickle", "assert pickle.loads(t) == 3"),
    ("t='a'", "import subprocess", "assert subprocess.run(t, shell=True)"),
    ("t='a'", "def check_it(fn, arg):\n    return fn(arg)", "assert check_it(eval, t) == 3"),
    ("t='a'", "", "assert [eval(c) for c in [t]] == [3]"),
    ("t='a'", "", "assert eval(f'{t} + 1') == 3"),
    ("t='a'", "", "assert eval('1 + ' + t) == 3"),
    ("t='a'", "", "assert (lambda z: eval(z))(t) == 3"),
    (
        "t='a'",
        "def deco(f):\n    def inner(s):\n        return eval(s)\n    return inner",
        "h = deco(len)\nassert h(t) == 3",
    ),
    ("t='a'", "def outer():\n    return eval(t)", "assert outer() == 3"),
    ("t='a'", "from unittest import mock\nimport builtins", "assert builtins.eval(t) == 3"),
    ("t='a'", "", "assert __builtins__.eval(t) == 3"),
    (
        "t='a'",
        "import pandas as pd\ns=pd.Series()",
        "assert s.apply(eval).sum() == 1 and pd.Series([t]).apply(eval)[0] == 3",
    ),
    ("t='a'", "import pandas as pd", "assert pd.DataFrame({'a':[t]})['a'].map(eval)[0] == 3"),
    ("t='a'", "tests = {'e': eval}", "assert tests['e'](t) == 3"),
    ("t='a'", "", "k = eval if True else len\nassert k(t) == 3"),
    ("t='a'", "", "exec('y = ' + t)\nassert y == 3"),
    (
        "t='a'",
        "",
        "@property\ndef z(self):\n    return 1\ndef rec(n, s):\n    return eval(s) if n == 0 else rec(n - 1, s)\nassert rec(3, t)",
    ),
    ("t='a'", "", "def gen(s):\n    yield eval(s)\nassert next(gen(t))"),
    ("t='a'", "", "async def co(s):\n    return eval(s)\nassert await co(t)"),
    ("t='a'", "", "match t:\n    case str() as s:\n        eval(s)"),
    ("t='a'", "", "if (n := t):\n    eval(n)"),
    ("t='a'", "from string import Template", "assert Template(t).substitute(a=1) == '1'"),
    ("t='a'", "", "assert f'{3:{t}}' == '3'"),
    ("t='a'", "def store(s):\n    global kept\n    kept = s", "store(t)\nassert eval(kept) == 3"),
    ("t='a'", "def f(*args, **kw):\n    return eval(args[0])", "assert f(t) == 3"),
    ("t='a'", "def f(*args, **kw):\n    return eval(kw['s'])", "assert f(s=t) == 3"),
    ("t='a'", "import duckdb", "assert duckdb.sql(t).fetchall() == 3"),
    ("t='a'", "import jinja2", "assert jinja2.Environment().from_string(t).render() == 3"),
]
# the same, where nothing is interpreted but what the instructor wrote
READS = [
    ("t='a'", "import sympy as sp", "assert sp.diff(t**2, t).subs(t, 3) == 6"),
    ("t='a'", "from sympy import sin", "assert sin(t).diff(t).subs(t, 0) == 1"),
    ("total=1", "", "assert total == 10, f'{total}'"),
    (
        "def f(x): return x",
        "import pandas as pd\nxs=pd.Series([1])",
        "assert (xs.map(f) == 1).all() and xs.apply(f).sum() == 3",
    ),
    (
        "df=1",
        "import pandas as pd\nwant=pd.DataFrame()",
        "pd.testing.assert_frame_equal(df, want)\nassert df['a'].sum() == 3 and df.query('a > 1').shape == (1, 1)",
    ),
    ("x=1", "import numpy as np", "assert np.allclose(x, 3) and np.isclose(x, 2) and x % 2 == 0"),
    (
        "def f(x): return ''",
        "import re, unicodedata",
        "plain = unicodedata.normalize('NFKC', f(3))\nassert re.search(rf'(?<!\\d){sum([1])}', plain) and re.findall(r'a', plain)",
    ),
    (
        "t=''",
        "",
        "assert t.strip().lower() in {'a'} and int(t) == 3 and float(t) > 1 and t.split(',')[0].replace('a', t) == t",
    ),
    ("t=''", "import json", "assert json.loads(t) == {}"),
    ("t=''", "import datetime", "assert datetime.datetime.strptime(t, '%Y') == 3"),
    (
        "t=''",
        "import io, csv, pandas as pd",
        "assert len(pd.read_csv(io.StringIO(t))) == 3 and list(csv.reader(io.StringIO(t)))",
    ),
    (
        "fig=1",
        "import matplotlib.pyplot as plt",
        "ax = fig.axes[0]\nassert ax.get_title() == 'a' and len(ax.patches) == 3\nfor bar in ax.patches:\n    assert bar.get_height() > 0",
    ),
    ("model=1", "", "slope = model.coef_[0]  ### PROBE\nassert abs(slope - 2.5) < 0.1"),
    (
        "def f(x): return x",
        "",
        "assert sorted([1,2], key=f) == [1, 2] and list(map(f, [1])) == [1] and max([1], key=f)",
    ),
    (
        "def f(x): return x",
        "import contextlib, io",
        "with contextlib.redirect_stdout(io.StringIO()) as said:\n    f('aki')\nassert said.getvalue() == 'a'",
    ),
    (
        "def f(x): return x",
        "",
        "try:\n    f(-1)\n    assert False\nexcept ValueError as error:\n    assert 'negative' in str(error)",
    ),
    ("path='a'", "", "with open('data/x.csv') as fh:\n    rows = fh.read()\nassert path in rows"),
    (
        "n=1",
        "def right(k):\n    with open('data/x.csv') as f:\n        return f.read().count(k)",
        "assert n == right('a') and right(n)",
    ),
    (
        "t='a'",
        "",
        "assert hasattr(t, 'upper') and getattr(t, 'upper')() == 'A' and isinstance(t, str)",
    ),
    ("t='a'", "def near(a, b):\n    return abs(float(a) - b) < 1e-6", "assert near(t, 3)"),
    (
        "t=[1]",
        "import random",
        "random.seed(0)\nassert sorted(t) == random.sample([1], 1) and '{} {}'.format(t, 1)",
    ),
    (
        "x=[1]",
        "from unittest import TestCase\ncase=TestCase()",
        "case.assertEqual(x, [1])\ncase.assertAlmostEqual(x[0], 1)",
    ),
    ("x=[1]", "from sklearn.metrics import r2_score", "assert r2_score([1], x) > 0.9"),
    ("x=[1]", "from scipy import stats", "assert stats.pearsonr(x, [1])[0] > 0"),
    ("x=[1]", "import itertools", "assert list(itertools.chain(x, [1])) == [1, 1]"),
    (
        "def sq(n): return n",
        "",
        "tests = [(1, 1), (2, 4)]\nfor given, want in tests:\n    assert sq(given) == want, f'{given}: {sq(given)}'",
    ),
    (
        "df=1",
        "",
        "assert list(df.columns) == ['a'] and df.dtypes['a'] == 'int64' and df.groupby('a')['b'].agg('sum').iloc[0] == 3",
    ),
    (
        "df=1",
        "",
        "g = df.groupby('k').agg({'x': 'mean'})\nassert g.loc['a', 'x'] == 2 and df['k'].str.contains('a').any()",
    ),
    ("import os\npath='a'", "", "import os.path\nassert os.path.basename(path) == 'x'"),
]


def found(answer: str, cell: str, check: str) -> tuple[Interpreted, ...]:
    """Return what a check interprets; its cells are given as code."""
    tainted = Tainted()
    tainted.answer(ast.parse(answer).body)
    assert tainted.take(ast.parse(cell).body) == ()
    return tainted.take(ast.parse(check).body, ["slope"] if "PROBE" in check else [])


@pytest.mark.parametrize(("answer", "cell", "check"), INTERPRETS)
def test_taint_finds_what_interprets_a_learner_s_value(answer: str, cell: str, check: str) -> None:
    """Whichever way it takes, a learner's text that is interpreted is found."""
    assert found(answer, cell, check)


@pytest.mark.parametrize(("answer", "cell", "check"), READS)
def test_taint_lets_through_what_only_reads(answer: str, cell: str, check: str) -> None:
    """Ordinary checks stay where they are: a false alarm would cost their protection."""
    assert found(answer, cell, check) == ()


def test_taint_says_where_and_what_to_write_instead() -> None:
    """The line of the check, the call, and a probe that is ready to be pasted."""
    check = "want = 3\nassert len(df.query(rule)) == want"
    (one,) = found("rule = 'x > 1'", "df = 1", check)
    assert (one.line, one.call) == (2, "df.query(rule)")
    assert one.probe == "value = df.query(rule)  ### PROBE"


def test_taint_of_a_helper_is_told_where_the_check_calls_it() -> None:
    """The author finds the line in his check; of a loop, the probe asks for all at once."""
    helper = "def run(text):\n    return eval(text)"
    (one,) = found("rules = ['1']", helper, "for rule in rules:\n    assert run(rule)")
    assert one.line == 1
    assert one.probe == "value = [run(rule) for rule in rules]  ### PROBE"


def test_plan_of_a_check_that_interprets_is_unprotected() -> None:
    """Such a check runs in the learner's process; with a probe in its place it need not."""
    answer = SourceCell("a", CellRole.LEARNER, "rule = 'x > 1'")
    df = SourceCell("i", CellRole.INSTRUCTOR, "df = {}")
    check = SourceCell("c", CellRole.CHECK, "assert len(df.query(rule)) == 3")
    probe = "value = df.query(rule)  ### PROBE\nassert len(value) == 3"
    plans = plan_notebook([df, answer, check, SourceCell("p", CellRole.CHECK, probe)])
    reasons = {plan.cell.name: plan.unprotected for plan in plans}
    assert "line 1 hands what the learner made to something that runs text as code" in reasons["c"]
    assert reasons["p"] == ""
