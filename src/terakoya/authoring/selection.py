"""Which codes are wanted: ``--only``, ``--select`` and ``--ignore``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from terakoya.authoring.registry import Registered, Registry
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.workspace import suggest

__all__ = ["Selection", "nearest_code"]

_NEAR = 2


@dataclass(frozen=True)
class Selection:
    """What somebody asks for.

    Attributes:
        groups: names of groups; empty for all.
        select: codes or how they begin; empty for all.
        ignore: likewise, to be left out. Of two that both fit a code the longer one decides.
    """

    groups: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def takes(self, entry: Registered) -> bool:
        """Tell whether a rule is asked for."""
        if self.groups and entry.group.name not in self.groups:
            return False
        wanted = _longest(entry.code, self.select) if self.select else 0
        return wanted > _longest(entry.code, self.ignore)

    def require_known(self, registry: Registry) -> None:
        """Make sure that every code, and every beginning of one, is that of a rule.

        Raises:
            UsageError: one is not.
        """
        for wanted in (*self.select, *self.ignore):
            if not any(code.startswith(wanted) for code in registry.rules):
                what = _("There is no check with the code {code}.").format(code=wanted)
                raise UsageError(what, remedy=nearest_code(wanted, registry.rules))


def nearest_code(wanted: str, known: Iterable[str]) -> str:
    """Return the sentence that names the code that is nearest to one that there is not."""
    code = wanted.upper()
    near = sorted((_distance(code, one), one) for one in known if len(one) == len(code))
    if near and near[0][0] <= _NEAR:
        return suggest(near[0][1], (near[0][1],))
    return _("The page “Checks of an assignment” of the documentation lists all codes.")


def _distance(code: str, other: str) -> int:
    """Return in how many places two codes differ; turned digits are one slip of the pen."""
    places = sum(mine != theirs for mine, theirs in zip(code, other, strict=True))
    return places - (places > 1 and sorted(code) == sorted(other))


def _longest(code: str, beginnings: Sequence[str]) -> int:
    """Return the length of the longest beginning of a code; -1 where none fits."""
    return max((len(one) for one in beginnings if code.startswith(one)), default=-1)
