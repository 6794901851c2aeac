"""Which statements run where, and what a check takes from the learner."""

from __future__ import annotations

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.cell_source import CellRole, SourceCell, plain_source
from terakoya_autograde.checks.planner import plan_notebook

ROLES = {"L": CellRole.LEARNER, "I": CellRole.INSTRUCTOR, "C": CellRole.CHECK}


def plans(*cells: str, **unprotected: str) -> dict[str, CellPlan]:
    """Plan cells that are given as `role: source`; they are called 0, 1, 2…"""
    made = [SourceCell(str(n), ROLES[cell[0]], cell[2:]) for n, cell in enumerate(cells)]
    return {plan.cell.name: plan for plan in plan_notebook(made, unprotected)}


def test_plan_takes_what_learner_cells_bind() -> None:
    """A check takes the learner's names, and nothing that the instructor made."""
    made = plans("I:import math\nlimit = 3", "L:def f(x): ...", "C:assert f(limit) == math.pi")
    assert made["2"].wanted == ("f",)
    assert made["0"].early == (1, 2)


def test_plan_what_depends_on_the_learner_is_taken_too() -> None:
    """What an instructor's cell works out of the learner's values comes from the learner."""
    made = plans("L:x = 1", "I:y = x + 1\nz = 2", "C:assert y == z")
    assert made["2"].wanted == ("y",)
    assert made["1"].early == (2,)


def test_plan_import_of_an_answer_cell_is_the_library_s() -> None:
    """What the reference imports is made in the checker; the learner has to have the name."""
    cells = ("I:y = np.arange(3)", "C:assert isclose(x, y[0])", "L:np = 3", "C:assert np == 3")
    made = plans("L:import numpy as np\nfrom math import isclose\nx = 1", *cells)
    assert made["0"].early == (1, 2)
    assert made["1"].early == (1,)
    assert (made["2"].wanted, made["2"].imports) == (("x",), ("isclose",))
    assert (made["4"].wanted, made["4"].imports) == (("np",), ())


def test_plan_helper_that_calls_the_learner() -> None:
    """An instructor's helper is the instructor's; the learner's function that it calls is taken."""
    made = plans("L:def f(x): ...", "I:def twice(x): return f(f(x))", "C:assert twice(1) == 1")
    assert made["2"].wanted == ("f",)
    assert made["1"].early == (1,)


def test_plan_what_the_reference_changes_in_place_is_the_learner_s() -> None:
    """A table that the answer adds a column to is taken; one that it only reads is not."""
    cells = ("I:df = load()\nraw = read()", "L:df['a'] = raw.sum()", "C:assert df.a == raw.b")
    made = plans("I:def load(): ...\ndef read(): ...", *cells)
    assert made["3"].wanted == ("df",)


def test_plan_early_is_what_no_learner_can_change() -> None:
    """Constants of a test run once; what touches the learner's values runs for each."""
    made = plans("L:def f(x): ...", "C:expected = sum(range(9))\nfound = f(1)\nassert found == 3")
    assert made["1"].early == (1,)


def test_plan_call_in_a_statement_about_the_learner() -> None:
    """A helper's call that gives the same for everyone runs once; one in a loop's body stays."""
    test = "def rows(n): return [n]\nfor r in rows(3):\n    assert f(r) == rows(r)\n"
    made = plans("L:def f(x): ...", f"C:{test}assert f(1) in rows(2) and rows(f(2))")
    assert made["1"].calls == ((2, 9), (4, 15))


def test_plan_keeps_the_order_of_random_numbers() -> None:
    """Once a check has used a generator for the learner, what follows it cannot run early."""
    test = "import random\nd = random.Random(1)\na = d.random()\nassert f(d.random()) == a\n"
    made = plans("L:def f(x): ...", f"C:{test}b = d.random()\nassert f(b) == a")
    assert made["1"].early == (1, 2, 3)


def test_plan_name_that_is_bound_twice() -> None:
    """A name that was used for the learner before is not bound early: it would come too soon."""
    made = plans("L:def f(x): ...", "C:x = f(1)\nassert x == 1\nx = 2\nassert f(2) == x")
    assert made["1"].early == ()


def test_plan_last_expression_is_shown_in_its_place() -> None:
    """Partial credit is what the last expression shows, also where it depends on nothing."""
    made = plans("L:x = 1", "C:score = [1]\nassert x == 1\nscore.pop()")
    assert made["1"].early == (1,)


def test_plan_probe() -> None:
    """A marked line is worked out by the learner's child; the test gets its plain value."""
    made = plans("L:model = fit()", "C:slope = model.coef_[0]  ### PROBE\nassert slope == 1")
    assert made["1"].probes == {"slope": "model.coef_[0]"}
    assert made["1"].wanted == ()


def test_plan_built_in_name_that_an_answer_binds() -> None:
    """`sum` is Python's own, unless the reference solution makes another."""
    assert plans("L:x = 1", "C:assert sum([x]) == 1")["1"].wanted == ("x",)
    assert plans("L:sum = 1", "C:assert sum == 1")["1"].wanted == ("sum",)


def test_plan_unprotected_check() -> None:
    """What must run in the learner's process belongs to the learner, and says why."""
    cells = ("L:x = 1", "C:y = x.secret", "C:assert y == 1")
    made = plans(*cells, **{"1": "x cannot cross"})
    assert made["1"].unprotected == "x cannot cross"
    assert made["2"].wanted == ("y",)


def test_plan_cell_magic_hides_its_code() -> None:
    """A check that starts with a cell magic cannot be analysed: it says so."""
    assert "magic" in plans("L:x = 1", "C:%%time\nassert x == 1")["1"].unprotected


def test_plain_source_of_magics() -> None:
    """Lines keep their numbers when magics become calls."""
    source = "%matplotlib inline\nx = 1\n!ls"
    assert len(plain_source(source).rstrip("\n").splitlines()) == 3
    assert plain_source("x = 1") == "x = 1"
    assert plain_source("names = !ls").startswith("names = get_ipython().")
