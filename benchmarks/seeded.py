"""Small notebooks whose checks seed random numbers or draw them, one for each way of doing so.

Every answer is right: where the course is stock nbgrader's, each check is passed, but for those of
`CHANCE`, where chance decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["CHANCE", "KINDS", "Part"]

ANSWER, CHECK, PLAIN = "answer", "check", "plain"
HIDDEN = "### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
_NUMPY = "import numpy as np"
_PI = (
    "def estimate_pi(n):\n    x, y = np.random.rand(n), np.random.rand(n)\n"
    "    return 4 * np.mean(x * x + y * y <= 1)"
)


@dataclass(frozen=True)
class Part:
    """One code cell: whose it is, its name, and its source (of an answer, the right one)."""

    role: str
    name: str
    source: str


def _kind(*parts: tuple[str, str, str]) -> tuple[Part, ...]:
    return tuple(Part(*part) for part in parts)


KINDS: Mapping[str, tuple[Part, ...]] = {
    "random.seed": _kind(
        (PLAIN, "", "import random"),
        (ANSWER, "a1", "def throw(n):\n    return [random.randint(1, 6) for _ in range(n)]"),
        (CHECK, "t1", "random.seed(0)\nassert throw(5) == [4, 4, 1, 3, 5]"),
    ),
    "numpy.random.seed": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", "def noise(n):\n    return np.random.normal(size=n)"),
        (
            CHECK,
            "t1",
            "np.random.seed(0)\nassert np.allclose(noise(3), [1.764052, 0.400157, 0.978738])",
        ),
    ),
    "RandomState handed over": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", "def step(state):\n    return state.normal()"),
        (
            CHECK,
            "t1",
            "state = np.random.RandomState(5)\npath = [step(state) for _ in range(5)]\n"
            "right = [0.441227, -0.33087, 2.430771, -0.252092, 0.10961]\n"
            "assert np.allclose(path, right, atol=1e-5), path",
        ),
    ),
    "default_rng handed over": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", "def pick(rng):\n    return int(rng.integers(0, 100))"),
        (
            CHECK,
            "t1",
            "rng = np.random.default_rng(3)\n"
            "assert [pick(rng) for _ in range(6)] == [81, 8, 17, 23, 18, 80]\n"
            "assert abs(rng.random() - 0.5821620360643678) < 1e-12",
        ),
    ),
    "random.Random handed over": _kind(
        (PLAIN, "", "import random"),
        (ANSWER, "a1", "def mix(cards, rng):\n    rng.shuffle(cards)\n    return cards"),
        (
            CHECK,
            "t1",
            "rng = random.Random(7)\nassert mix(list(range(8)), rng) == [6, 7, 2, 4, 0, 3, 1, 5]\n"
            "assert abs(rng.random() - 0.36568891691258554) < 1e-12",
        ),
    ),
    "default_rng of the instructor's cell": _kind(
        (PLAIN, "", f"{_NUMPY}\nrng = np.random.default_rng(3)"),
        (ANSWER, "a1", "first = [int(n) for n in rng.integers(0, 100, size=2)]"),
        (
            CHECK,
            "t1",
            "assert first == [81, 8]\nthird = int(rng.integers(0, 100))\nassert third == 17",
        ),
        (ANSWER, "a2", "def pick():\n    return int(rng.integers(0, 100))"),
        (CHECK, "t2", "assert pick() == 23\nassert int(rng.integers(0, 100)) == 18"),
    ),
    "one stream for check and answer": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", "def resample(data):\n    return np.random.choice(data, size=5)"),
        (
            CHECK,
            "t1",
            "np.random.seed(0)\ndata = np.random.rand(9)\nfound = resample(data)\n"
            "assert set(found) <= set(data)\n"
            "assert abs(np.random.rand() - 0.3927847961008297) < 1e-12",
        ),
    ),
    "the second of two normal numbers": _kind(
        (PLAIN, "", f"import random\n{_NUMPY}"),
        (
            ANSWER,
            "a1",
            "def three():\n    return [np.random.normal() for _ in range(3)]\n"
            "def three_more():\n    return [random.gauss(0, 1) for _ in range(3)]",
        ),
        (
            CHECK,
            "t1",
            "np.random.seed(2)\nassert abs(three()[2] + 2.136196095668454) < 1e-12\n"
            "assert abs(np.random.normal() - 1.6402708084049886) < 1e-12\n"
            "random.seed(1)\nassert abs(three_more()[2] - 0.06633580893826191) < 1e-12\n"
            "assert abs(random.gauss(0, 1) + 0.7645436509716318) < 1e-12",
        ),
    ),
    "a seed and a tolerance": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", _PI),
        (CHECK, "t1", "np.random.seed(7)\nassert abs(estimate_pi(400) - np.pi) < 0.21"),
    ),
    "a seed in the hidden part": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", _PI),
        (CHECK, "t1", HIDDEN.format("np.random.seed(7)\nassert estimate_pi(400) == 3.16")),
    ),
    "a seed in a helper of the check": _kind(
        (PLAIN, "", "import random"),
        (ANSWER, "a1", "def throw(n):\n    return [random.randint(1, 6) for _ in range(n)]"),
        (
            CHECK,
            "t1",
            "def fairly(function, *given):\n    random.seed(0)\n    return function(*given)\n"
            "assert fairly(throw, 3) == [4, 4, 1]\nassert fairly(throw, 5) == [4, 4, 1, 3, 5]",
        ),
    ),
    "a seed that a later answer relies on": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", "def noise(n):\n    return np.random.normal(size=n)"),
        (CHECK, "t1", "np.random.seed(0)\nassert noise(1).shape == (1,)"),
        (ANSWER, "a2", "second = float(noise(1)[0])"),
        (CHECK, "t2", "assert abs(second - 0.400157) < 1e-5"),
    ),
    "a seed at the top, by another name": _kind(
        (PLAIN, "", "from random import seed as begin, randint\nimport random as r\nbegin(0)"),
        (ANSWER, "a1", "first = [randint(1, 6) for _ in range(3)]"),
        (CHECK, "t1", "assert first == [4, 4, 1]\nassert r.randint(1, 6) == 3"),
        (ANSWER, "a2", "last = randint(1, 6)"),
        (CHECK, "t2", "assert last == 5"),
    ),
    "pandas' sample": _kind(
        (PLAIN, "", f"{_NUMPY}\nimport pandas as pd\ntable = pd.DataFrame({{'x': range(20)}})"),
        (ANSWER, "a1", "def draw(table, n):\n    return table.sample(n)"),
        (CHECK, "t1", "np.random.seed(4)\nassert draw(table, 4).x.tolist() == [19, 3, 18, 6]"),
    ),
    "data that nobody seeded": _kind(
        (PLAIN, "", f"{_NUMPY}\nheights = np.random.normal(170, 10, 50)"),
        (ANSWER, "a1", "mean = heights.mean()"),
        (CHECK, "t1", "assert np.isclose(mean, heights.mean())"),
        (PLAIN, "", "more = np.random.default_rng().normal(size=5)"),
        (ANSWER, "a2", "largest = more.max()"),
        (CHECK, "t2", "assert np.isclose(largest, more.max())"),
    ),
    "an answer that seeds": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", "def noise(n):\n    np.random.seed(0)\n    return np.random.normal(size=n)"),
        (
            CHECK,
            "t1",
            "np.random.seed(1)\nassert np.allclose(noise(2), [1.764052, 0.400157])\n"
            "assert len(np.random.permutation(noise(4))) == 4",
        ),
    ),
    "nobody seeds, and a tolerance": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", _PI),
        (CHECK, "t1", "assert abs(estimate_pi(400) - np.pi) < 0.06"),
    ),
    "default_rng without a seed": _kind(
        (PLAIN, "", _NUMPY),
        (ANSWER, "a1", "def toss():\n    return int(np.random.default_rng().integers(0, 2))"),
        (CHECK, "t1", "assert toss() == 1"),
        (CHECK, "t2", "assert np.random.default_rng().random() < 0.5"),
    ),
    "the order of a set": _kind(
        (ANSWER, "a1", "order = list({'plum', 'pear', 'fig', 'kiwi'})"),
        (CHECK, "t1", "assert order[0] in ('plum', 'pear')"),
        (CHECK, "t2", "assert list({'ume', 'nashi', 'kaki'}) == ['ume', 'nashi', 'kaki']"),
    ),
}
CHANCE = frozenset(
    {"nobody seeds, and a tolerance", "default_rng without a seed", "the order of a set"}
)
"""The kinds in which chance decides: the same in each run, and no more can be promised."""
