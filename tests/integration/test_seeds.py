"""Checks that seed random numbers or draw them: the same marks each time, and none forged."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from terakoya_autograde import (
    AssignmentVersion,
    Limits,
    Submission,
    grade_submission,
    prepare_assignment,
)
from terakoya_autograde.version import CLEAN_ROOM, IN_KERNEL

from tests.made import answer, check, code, notebook, write_notebook
from tests.unit.docs.pages import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

from seeded import CHANCE, KINDS, Part
from seeds import notebook as made_of

LIMITS = Limits(cell_seconds=10, notebook_seconds=60)
NUMPY = "import numpy as np"


def write_kinds(folder: Path, *, solved: bool) -> dict[str, Path]:
    """Write every kind as a notebook of its own."""
    return {
        f"k{number}.ipynb": write_notebook(
            folder / f"k{number}.ipynb", made_of(named(parts, number), solved=solved)
        )
        for number, parts in enumerate(KINDS.values())
    }


def named(parts: tuple[Part, ...], number: int) -> tuple[Part, ...]:
    """Give the cells names that no other notebook has."""
    return tuple(
        Part(part.role, part.name and f"{part.name}-{number}", part.source) for part in parts
    )


@pytest.fixture(scope="module")
def marks(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[float, ...]]:
    """The marks of identical submissions: two of the same warm parents, and one of others."""
    folder = tmp_path_factory.mktemp("kinds")
    write_kinds(folder / "source", solved=True)
    handed_in = Submission(write_kinds(folder / "handed-in", solved=False), "digest")
    found = []
    for times in (2, 1):
        with prepare_assignment(folder / "source") as version:
            assert not any(version.unprotected.values())
            for _ in range(times):
                result = grade_submission(version, handed_in, LIMITS)
                found.append(tuple(entry.score for entry in result.items))
    names = [entry.item.id for entry in result.items]
    chance = {f"-{number}" for number, kind in enumerate(KINDS) if kind in CHANCE}
    lost = {name for name, score in zip(names, found[0], strict=True) if not score}
    found.append(tuple(name for name in lost if f"-{name.split('-')[1]}" not in chance))
    return found


def test_identical_notebooks_get_identical_marks(marks: list[tuple[float, ...]]) -> None:
    """Of every kind, in every run: no verdict differs, and no check is unprotected."""
    *runs, _lost = marks
    assert len(set(runs)) == 1


def test_right_answers_lose_no_point(marks: list[tuple[float, ...]]) -> None:
    """What a check seeds is what the answer draws from, in the order of the notebook."""
    *_runs, lost = marks
    assert lost == ()


@contextmanager
def prepared(
    folder: Path, cells: list[tuple[str, str]], checks: str = CLEAN_ROOM
) -> Iterator[AssignmentVersion]:
    """Prepare a notebook of (name, source): a name with t is a check, with a an answer."""
    write_notebook(folder / "source" / "n.ipynb", notebook(*cells_of(cells, {})))
    with prepare_assignment(folder / "source", checks=checks) as version:
        yield version


def cells_of(cells: list[tuple[str, str]], answers: dict[str, str]) -> Iterator[dict[str, object]]:
    """Yield the cells, some answers replaced."""
    for place, (name, source) in enumerate(cells):
        if name.startswith("t"):
            yield check(name, source, 1)
        elif name.startswith("a"):
            solved = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
            yield answer(name, answers.get(name, solved))
        else:
            yield code(f"plain-{place}", source)


def grade(
    version: AssignmentVersion, folder: Path, cells: list[tuple[str, str]], **answers: str
) -> dict[str, float]:
    """Return each check's points."""
    content = notebook(*cells_of(cells, answers))
    path = write_notebook(folder / "n.ipynb", content)
    result = grade_submission(version, Submission({"n.ipynb": path}, "digest"), LIMITS)
    return {entry.item.id: entry.score for entry in result.items}


DOUBLE = ("a1", "def double(x):\n    return 2 * x\ndef warm_up(*given):\n    pass")
WRONG = "def double(x):\n    return x\n"  # right for nothing but 0
# what a forger's function does before the check draws → its check, and what the function does
FORGERIES = {
    "a state of zeros": (
        "np.random.seed(1)\nwarm_up()\nfor x in np.random.rand(5):\n    assert double(x) == 2 * x",
        "def warm_up():\n    zeros = np.zeros(624, np.uint32)\n"
        "    np.random.set_state(('MT19937', zeros, 624))",
    ),
    "a state of zeros in what was handed over": (
        "rng = random.Random(1)\nwarm_up(rng)\nx = rng.random()\nassert double(x) == 2 * x",
        "def warm_up(rng):\n    rng.setstate((3, (0,) * 624 + (624,), None))",
    ),
    "a generator whose state was chosen": (
        "rng = np.random.default_rng(1)\nwarm_up(rng)\nx = rng.random()\nassert double(x) == 2 * x",
        "def warm_up(rng):\n    state = rng.bit_generator.state\n"
        "    backwards = pow(0x2360ED051FC65DA44385DF649FCCF645, -1, 2**128)\n"
        "    state['state']['state'] = -state['state']['inc'] * backwards % 2**128\n"
        "    rng.bit_generator.state = state",
    ),
    "draws until the next suits": (
        "random.seed(0)\nwarm_up()\nx = random.randint(0, 9)\nassert double(x) == 2 * x",
        "def warm_up():\n    while True:\n        state = random.getstate()\n"
        "        if random.randint(0, 9) == 0:\n            random.setstate(state)\n"
        "            return\n        random.setstate(state)\n        random.random()",
    ),
    "draws until the next suits, from what was handed over": (
        "rng = random.Random(5)\nwarm_up(rng)\nx = rng.randint(0, 9)\nassert double(x) == 2 * x",
        "def warm_up(rng):\n    while True:\n        state = rng.getstate()\n"
        "        if rng.randint(0, 9) == 0:\n            rng.setstate(state)\n"
        "            return\n        rng.setstate(state)\n        rng.random()",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_learner_does_not_choose_what_a_check_draws(name: str, tmp_path: Path) -> None:
    """Neither by setting a stream nor by moving on where the reference does not.

    Control: where the check shares the learner's process, each of them passes.
    """
    test, forged = FORGERIES[name]
    cells = [("", f"{NUMPY}\nimport random"), DOUBLE, ("t1", test)]
    for checks, points in ((IN_KERNEL, 1), (CLEAN_ROOM, 0)):
        with prepared(tmp_path / checks, cells, checks) as version:
            assert not any(version.unprotected.values())
            assert grade(version, tmp_path, cells) == {"t1": 1}
            assert grade(version, tmp_path, cells, a1=WRONG + forged) == {"t1": points}


def test_learners_own_generator_is_worked_out_from_its_seed(tmp_path: Path) -> None:
    """A check may draw from it; one whose state was chosen does not cross. Control: in-kernel."""
    cells = [
        ("", NUMPY),
        ("a1", "rng = np.random.default_rng(3)\nfirst = rng.random()\ndef double(x): return 2 * x"),
        ("t1", "x = rng.random()\nassert double(x) == 2 * x"),
    ]
    forged = "rng = np.random.default_rng(3)\ndef double(x): return x\n" + (
        "state = rng.bit_generator.state\n"
        "backwards = pow(0x2360ED051FC65DA44385DF649FCCF645, -1, 2**128)\n"
        "state['state']['state'] = -state['state']['inc'] * backwards % 2**128\n"
        "rng.bit_generator.state = state"
    )
    for checks, points in ((IN_KERNEL, 1), (CLEAN_ROOM, 0)):
        with prepared(tmp_path / checks, cells, checks) as version:
            assert not any(version.unprotected.values())
            assert grade(version, tmp_path, cells) == {"t1": 1}
            assert grade(version, tmp_path, cells, a1=forged) == {"t1": points}


def test_seed_of_a_check_is_there_after_a_child_was_made_anew(tmp_path: Path) -> None:
    """A cell that ends its child costs itself: what a check before it seeded still goes on."""
    cells = [
        ("", NUMPY),
        ("a1", "def noise(n):\n    return np.random.rand(n)"),
        ("t1", "np.random.seed(0)\nassert len(noise(2)) == 2"),
        ("a2", "third = np.random.rand()"),
        ("t2", "assert abs(third - 0.6027633760716439) < 1e-12"),
        ("a3", "three = 3"),
        ("t3", "assert three == 3"),
        ("a4", "fourth = np.random.rand()"),
        ("t4", "assert abs(fourth - 0.5448831829968969) < 1e-12"),
    ]
    with prepared(tmp_path, cells) as version:
        assert grade(version, tmp_path, cells) == dict.fromkeys(("t1", "t2", "t3", "t4"), 1)
        dies = grade(version, tmp_path, cells, a3="import os\nos._exit(3)")
        assert dies == {"t1": 1, "t2": 1, "t3": 0, "t4": 1}


def test_learners_cells_between_change_no_draw(tmp_path: Path) -> None:
    """Data that nobody seeded are the same in the check, however much a learner has drawn."""
    cells = [
        ("", NUMPY),
        ("a1", "def f():\n    return 1"),
        ("t1", "assert f() == 1"),
        ("", "heights = np.random.normal(170, 10, 50)"),
        ("a2", "mean = heights.mean()"),
        ("t2", "assert np.isclose(mean, heights.mean())"),
    ]
    greedy = "np.random.rand(1000)\ndef f():\n    np.random.rand(7)\n    return 1"
    with prepared(tmp_path, cells) as version:
        assert not any(version.unprotected.values())
        assert grade(version, tmp_path, cells, a1=greedy) == {"t1": 1, "t2": 1}
        assert grade(version, tmp_path, cells, a2="mean = 170") == {"t1": 1, "t2": 0}
