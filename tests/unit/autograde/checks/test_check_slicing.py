"""What a check does to the notebook that the learner ran, and what of it nobody would miss."""

from __future__ import annotations

import pytest
from terakoya_autograde.checks.cell_source import CellRole, SourceCell
from terakoya_autograde.checks.check_slicing import (
    EVERYTHING,
    Step,
    slice_hidden,
    slice_released,
    words_of,
)
from terakoya_autograde.checks.planner import plan_notebook
from terakoya_autograde.notebooks.region_marks import NBGRADER

ANSWER = "def f(x):\n    return x\nvalues = [1]\nitems = iter(values)\nmean = 2.0"
IMPORTS = "import math, random, warnings\nimport numpy as np\nimport matplotlib.pyplot as plt"


def hidden_lines(whole: str) -> tuple[int, ...]:
    """The lines that learners do not get."""
    return tuple(sorted(NBGRADER.hidden_lines(whole)))


def steps(shown: str, hidden: str = "") -> tuple[Step, ...]:
    """The steps of a check after some imports and an answer."""
    whole = f"{shown}\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS" if hidden else shown
    cells = [
        SourceCell("imports", CellRole.INSTRUCTOR, IMPORTS),
        SourceCell("answer", CellRole.LEARNER, ANSWER),
        SourceCell("check", CellRole.CHECK, whole, shown, hidden_lines(whole)),
    ]
    return plan_notebook(cells)[-1].steps


def needed(*names: str) -> frozenset[str]:
    """The names that later cells may use."""
    return frozenset(names)


@pytest.mark.parametrize(
    "shown",
    [
        "assert f(3) == 3",
        "found = f(3)\nassert found == 3, f'it is {found}'",
        "assert math.isclose(mean, 2.0) and np.isclose(mean, 2).all()",
        "score = 0\nif f(1) == 1:\n    score += 1\nscore",
        "seen = []\nfor k in (1, 2):\n    seen.append(f(k))\nassert seen == [1, 2]",
        "assert next(items) == 1",
        "def near(a, b):\n    return abs(a - b) < 1e-9\nassert near(mean, 2)",
        "with warnings.catch_warnings():\n    warnings.simplefilter('error')\n    f(1)",
        "with open('data.csv') as file:\n    lines = file.read()",
        "import json\nassert json.dumps(values) == '[1]'",
        "figure, axes = plt.subplots()\nplt.close(figure)",
        "try:\n    f('a')\nexcept ValueError as error:\n    assert 'a' in str(error)",
        "print(f(1))",
        "assert isinstance(mean, float) and {str(k) for k in values} == {'1'}",
        "table = list(values)\nassert all(isinstance(k, int) for k in table)",
    ],
)
def test_steps_of_an_ordinary_check_are_left_out(shown: str) -> None:
    """What only looks, and binds names that nobody uses, is not done a second time."""
    assert slice_released(steps(shown), needed("unrelated")).steps == ()


@pytest.mark.parametrize(
    "shown",
    [
        "values.append(3)",
        "values[0] = 5",
        "values += [3]",
        "del mean",
        "math.tau2 = 1",
        "np.random.seed(0)",
        "random.seed(0)",
        "warnings.simplefilter('ignore')",
        "np.set_printoptions(precision=2)",
        "plt.rcParams['font.size'] = 3",
        "open('out.txt', 'w').write('x')",
        "from math import *",
        "import seaborn",
        "alias = values\nalias.append(2)",
        "rows = [values]\nrows[0][0] = 7",
        "get_ipython().run_line_magic('precision', '2')",
        "def put(xs):\n    xs.append(1)\nput(values)",
        "list(map(values.append, [1]))",
        "with np.errstate(all='ignore'):\n    values.clear()",
        "setattr(math, 'half', 0.5)",
        "exec('mean = 3')",
        "np.copyto(values, 0)",
        "df.drop(columns='a', inplace=True)",
    ],
)
def test_steps_that_may_change_something_are_done(shown: str) -> None:
    """What may change something is done, whatever later cells use."""
    assert slice_released(steps(shown), needed()).steps


@pytest.mark.parametrize(
    ("shown", "names", "done"),
    [
        ("a = 1\nb = 2", {"b"}, ["b = 2"]),
        ("a = 1\nb = a + 1\nc = 3", {"b"}, ["a = 1", "b = a + 1"]),
        ("import math as m\nassert mean", {"m"}, ["import math as m"]),
        ("a = []\na.append(1)\nassert a", {"a"}, ["a = []", "a.append(1)"]),
        ("def g():\n    return k\nk = 2", {"g"}, ["def g():\n    return k", "k = 2"]),
        ("assert (a := f(1)) == 1", {"a"}, ["assert (a := f(1)) == 1"]),
        ("for a in values:\n    pass", {"a"}, ["for a in values:\n    pass"]),
        (
            "def g():\n    global k\n    k = 2\ng()",
            {"k"},
            ["def g():\n    global k\n    k = 2", "g()"],
        ),
    ],
)
def test_steps_that_make_what_is_needed_are_done(
    shown: str, names: set[str], done: list[str]
) -> None:
    """A name that a later cell may use is made, and what it is made of."""
    found = slice_released(steps(shown), frozenset(names))
    assert [step.code for step in found.steps] == done


@pytest.mark.parametrize(
    ("shown", "asks"),
    [("a = 1", False), ("a = mean + 1", False), ("a = f(1)", True), ("a = list(items)", True)],
)
def test_steps_tell_whether_the_learner_s_code_would_run(shown: str, asks: bool) -> None:
    """What has the learner's code do something must not be done twice."""
    assert slice_released(steps(shown), needed("a")).asks is asks


def test_hidden_steps_are_done_for_what_is_needed_only() -> None:
    """A helper of a hidden part is made; the tests in it are not a second verdict."""
    made = steps(
        "assert f(1) == 1", "def right(x):\n    return x\nassert f(2) == right(2)\ng = f(3)"
    )
    assert [step.code for step in slice_hidden(made, needed("right")).steps] == [
        "def right(x):\n    return x"
    ]
    assert [step.code for step in slice_hidden(made, needed("g")).steps] == ["g = f(3)"]
    assert slice_hidden(made, needed()).steps == ()


def test_hidden_steps_are_done_each_by_itself() -> None:
    """An assertion of a hidden part is not done again, and what fails by now stops nothing else."""
    made = steps("", "assert unknown() == 1\nwarnings.gone()\nimport json")
    found = slice_hidden(made, needed("json"))
    assert [step.code for step in found.steps] == ["warnings.gone()", "import json"]
    names: dict[str, object] = {}
    exec(found.code_alone, names)  # noqa: S102 - the code of this test
    assert "json" in names


def test_released_steps_hold_nothing_hidden() -> None:
    """What is done in the learner's process without need holds nothing of the hidden part."""
    made = steps("a = 1\nassert f(a) == 1", "secret = 2\nassert f(secret) == 2")
    assert all("secret" not in step.code for step in slice_released(made, EVERYTHING).steps)


def test_steps_stand_where_they_stand_in_the_whole_check() -> None:
    """A step's line is that of the check as the instructor wrote it, hidden part included."""
    shown = "a = 1\n\nb = 2"
    whole = "a = 1\n### BEGIN HIDDEN TESTS\nassert a == 1\n### END HIDDEN TESTS\n\nb = 2"
    cell = SourceCell("check", CellRole.CHECK, whole, shown, hidden_lines(whole))
    (plan,) = plan_notebook([cell])
    assert [(step.code, step.line) for step in plan.steps if not step.hidden] == [
        ("a = 1", 1),
        ("b = 2", 6),
    ]
    assert slice_released(plan.steps, EVERYTHING).code(before=6) == "a = 1"


@pytest.mark.parametrize(
    ("source", "everything"),
    [
        ("x = table.query('a > @least')", False),
        ("globals()['a']", True),
        ("eval(text)", True),
        ("%run other.ipynb", True),
        ("    %who", True),
        ("run = subprocess.run", False),
    ],
)
def test_words_of_code_that_finds_names_unseen(source: str, everything: bool) -> None:
    """Code that may find any name needs all; a text may hold a name."""
    found = words_of([source])
    assert (found == EVERYTHING) is everything
    assert everything or {"least", "run"} & found
