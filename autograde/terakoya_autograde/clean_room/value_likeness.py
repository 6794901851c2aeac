"""Whether what a learner gives up is like what the reference solution gives up.

Some values agree with whatever they are compared with: what is masked is neither right nor wrong,
pandas leaves `NA` out where it asks whether all are right, and differences of whole numbers at the
edge of their type come out negative, below any tolerance. A table of pandas can stand for a
thing that a test only asks questions of, a module or a chart: its labels are its attributes, and a
class among its cells is a method that says yes. A right answer has these where the reference has
them. So what a check is given is noted when the
reference is tried, and asked for afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType

from terakoya_autograde.clean_room.withheld import Withheld

__all__ = ["Likeness", "describe", "stands_for"]

Kinds = Mapping[str, tuple[str, ...]]
_WORDS = {
    "masked": "it has masked entries, and a right answer has none",
    "NA": "it is empty or has the missing value NA, where a right answer has not",
    "void": "it is empty or has the missing value NA, where a right answer has not",
    "edge": "it has a whole number at the edge of its type, and a right answer has none",
    "class": "it has a class in a cell, and a right answer has none",
    "own object": "it is or has an object of a class of its own, and a right answer has none",
    "own class": "it is or has a class of its own, and a right answer has none",
}
_ORDINARY = {"NA": "missing", "void": "empty"}  # what a right answer may have in their places
_TRAITS = {*_WORDS, *_ORDINARY.values()}
_DRAWS = ("matplotlib.", "seaborn.")
_ASKED = frozenset({"module", "chart"})
_OWN = frozenset({"own class", "own object"})
WITHHELD = "withheld"
_ITEM, _RESULT, _ARGUMENTS = "[]", "()", ":"


class Likeness:
    """The kinds of what one check is given, and of what it may be given.

    Attributes:
        noted: what the test calls a value (`rate()` for what `rate` returns) → its kinds.
    """

    def __init__(self, reference: Kinds | None) -> None:
        """Begin a check; None for the reference itself, and where there is none."""
        self.noted: dict[str, set[str]] = {}
        self._reference = reference

    def note(self, asked: str, kinds: frozenset[str]) -> str:
        """Note a value's kinds; return why it is not like the reference's, or an empty text."""
        self.noted.setdefault(asked, set()).update(kinds)
        known = self._known(asked)
        changed = asked.endswith(_ARGUMENTS)  # what of them is taken, the reference says
        if self._reference is not None and not known and _OWN & kinds and not changed:
            return _WORDS[min(_OWN & kinds)]  # what the reference never gives is no own object
        if not known or WITHHELD in known:
            return ""
        if known == {"function"} and "function" not in kinds:
            return "it is no function"  # what is applied by its name would be a text's choice
        if known <= _ASKED and "table" in kinds:
            return f"it is no {' or '.join(sorted(known))}"
        return next((_WORDS[_trait(kind)] for kind in sorted(kinds) if _is_odd(kind, known)), "")

    def _known(self, asked: str) -> frozenset[str]:
        """Return the reference's kinds of a value.

        A list and an iterator are alike as a whole: what the items of one have, the other may have.
        So are a dict and one that calls a function for its values.
        """
        reference = self._reference or {}
        while asked not in reference and asked.endswith((_ITEM, _RESULT)):
            asked = asked[:-2]
        known = set(reference.get(asked, ()))
        while (asked := f"{asked}{_ITEM}") in reference:
            known |= {kind for kind in reference[asked] if _trait(kind) in _TRAITS}
        return frozenset(known)

    def note_withheld(self, asked: str) -> bool:
        """Note that a value does not cross; tell whether the reference's is a function.

        A test that calls what stands for it gets Python's own TypeError, and may expect one.
        """
        self.noted.setdefault(asked, set()).add(WITHHELD)
        return self.is_function(asked)

    def may_be_own(self, asked: str) -> bool:
        """Tell whether an object of a class of the notebook's own may be there as such."""
        return self._reference is None or "own object" in self._known(asked)

    def is_function(self, asked: str) -> bool:
        """Tell whether the reference gives a function, and nothing else."""
        return (self._reference or {}).get(asked) == ("function",)


def _trait(kind: str) -> str:
    """Return a kind without the column that it is said of."""
    return kind.partition(" in ")[0]


def _is_odd(kind: str, known: frozenset[str]) -> bool:
    """Tell whether a value agrees with everything where the reference's does not.

    A column without numbers, or without some, may be of a dtype that calls them NA.
    """
    trait = _trait(kind)
    ordinary = _ORDINARY.get(trait, trait)
    allowed = {trait, kind, ordinary, f"{ordinary}{kind.removeprefix(trait)}"}
    return trait in _WORDS and not allowed & known


def stands_for(given: object, imported: object) -> bool:
    """Tell whether a learner has imported something, or has something of his own in its place.

    What it is in the check is the library's anyway.
    """
    if given is None or isinstance(given, Withheld):  # most modules do not cross
        return given is not None
    return given is imported or (callable(given) and not isinstance(imported, ModuleType))


def describe(value: object, traits: frozenset[str]) -> frozenset[str]:
    """Return the kinds of a value; `traits` are those that were seen when it was decoded."""
    if isinstance(value, ModuleType):
        kind = "module"
    elif any(base.__module__.startswith(_DRAWS) for base in type(value).__mro__):
        kind = "chart"
    elif type(value).__name__ in ("Series", "DataFrame"):
        kind = "table"
    else:
        kind = "function" if callable(value) else "value"
    return traits | {kind}
