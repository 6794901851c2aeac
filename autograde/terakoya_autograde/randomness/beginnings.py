"""Where streams begin that nobody has seeded: a function of the version and of the cell.

So a submission gets the same marks whenever it is graded, and identical submissions the same. What
learners' cells draw may be known to learners; what checks draw is not: theirs is another label of
the instructor's version, hidden tests included, of which no label tells another.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256, shake_256
from typing import Any

from terakoya_autograde.randomness import mersenne
from terakoya_autograde.randomness.mersenne import Mersenne

__all__ = ["Beginnings", "Entropy", "begin_stream", "label_cells"]

# who makes a generator without a seed, and sets it afterwards or takes names from it
_QUIET = frozenset({"copy", "pickle", "tempfile", "terakoya_autograde.clean_room.pickling"})
SEED = random.Random.seed
"""How Python seeds a generator."""


@dataclass(frozen=True)
class Beginnings:
    """The labels of one version.

    Attributes:
        secret: what nobody can know who does not know the version's hidden tests.
        variant: another number begins all streams elsewhere.
    """

    secret: str
    variant: int = 0

    @property
    def cells(self) -> str:
        """The label of what cells draw: the learner's, and the instructor's that make data."""
        return _label("cells", self.secret, str(self.variant))

    @property
    def checks(self) -> str:
        """The label of what checks draw."""
        return _label("checks", self.secret, str(self.variant))


def label_cells(base: str, notebook: str, cells: Iterable[tuple[str, str]]) -> list[str]:
    """Return a label for each cell of a notebook: (grade_id or nothing, source).

    A cell without a grade_id is known by its text, and by how often that text came before: learners
    may put cells of their own between.
    """
    seen = Counter[str]()
    labels = []
    for grade_id, source in cells:
        name = _label("named", grade_id) if grade_id else _label("text", source)
        labels.append(_label(base, notebook, name, str(seen[name])))
        seen[name] += 1
    return labels


def begin_stream(label: str, stream: str) -> Mersenne:
    """Return where a Mersenne Twister begins."""
    key = shake_256(f"{label}:{stream}".encode()).digest(4 * mersenne.WORDS)
    return Mersenne(key, mersenne.WORDS)


class Entropy:
    """What is taken from the system where nobody gives a seed.

    `default_rng()`, `Random()`, `random.seed()`, `secrets` and `uuid4` get numbers of a label.

    Attributes:
        taken: how often.
        seeds: how often of that for the seed of a generator, or for a number; libraries take others
            for names that nobody looks at.
    """

    def __init__(self) -> None:
        self.taken = self.seeds = 0
        self._label = ""

    def begin(self, label: str) -> None:
        """Give numbers of a label from now on.

        All of Python's own ways to the system's entropy, and numpy's, lead through these names.
        """
        self._label, self.taken, self.seeds = label, 0, 0
        vars(os)["urandom"], vars(random)["_urandom"] = self.give, self._give_seed
        random.Random.seed = self._seeding  # type: ignore[method-assign]
        vars(random)["seed"] = random._inst.seed

    @property
    def _seeding(self) -> Callable[..., None]:
        def seed(generator: random.Random, a: Any = None, version: int = 2) -> None:
            """Initialize internal state from a seed."""
            chosen = a
            if a is None:
                caller = sys._getframe(2).f_globals.get("__name__")
                chosen = int.from_bytes((self.give if caller in _QUIET else self._give_seed)(32))
            SEED(generator, chosen, version)

        return seed

    def _give_seed(self, size: int) -> bytes:
        self.seeds += 1
        return self.give(size)

    def give(self, size: int) -> bytes:
        """Return so many bytes, as `os.urandom` does."""
        self.taken += 1
        return shake_256(f"{self._label}:entropy:{self.taken}".encode()).digest(size)


def _label(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
