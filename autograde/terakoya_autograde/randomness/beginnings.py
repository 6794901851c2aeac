"""Where streams begin that nobody has seeded: a function of the version and of the cell.

So a submission gets the same marks whenever it is graded, and identical submissions the same. What
learners' cells draw may be known to learners; what checks draw is not: theirs is another label of
the instructor's version, hidden tests included, of which no label tells another.
"""

from __future__ import annotations

import secrets
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256, shake_256

from terakoya_autograde.randomness import mersenne
from terakoya_autograde.randomness.mersenne import Mersenne

__all__ = ["Beginnings", "Entropy", "begin_stream", "label_cells"]


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
    """What `numpy.random.default_rng()` and its like take from the system where they get no seed.

    Attributes:
        taken: how often.
    """

    def __init__(self) -> None:
        self.taken = 0
        self._label = ""

    def begin(self, label: str) -> None:
        """Give numbers of a label from now on, to numpy if it is loaded or comes to be."""
        self._label, self.taken = label, 0
        home = sys.modules.get("numpy.random.bit_generator")
        if home is None:
            vars(secrets)["randbits"] = self._bits  # numpy takes it from there when it is imported
        elif hasattr(home, "randbits"):
            vars(home)["randbits"] = self._bits

    def _bits(self, count: int) -> int:
        """Return a number of so many bits, as `secrets.randbits` does."""
        self.taken += 1
        text = f"{self._label}:entropy:{self.taken}"
        return int.from_bytes(shake_256(text.encode()).digest(count // 8 + 1)) & (1 << count) - 1


def _label(*parts: str) -> str:
    return sha256("\0".join(parts).encode()).hexdigest()
