"""What instructors' cells and checks are made of: lines with places for what is there already.

``@int@`` is a number that some cell before made, ``@+int@`` one that this line makes, ``@-int@``
one that is gone after it; two of one kind are told apart as ``@int:a@``. ``@k@``, ``@c@`` and
``@j@`` are small numbers. What stands in « » is compared with what the reference gives there.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

__all__ = ["ASSERTS", "CREDITS", "EFFECTS", "IMPORTS", "MAKES", "Line"]


@dataclass(frozen=True)
class Line:
    """One or more statements.

    Attributes:
        changes: it changes what is there: state, settings, files.
    """

    text: str
    changes: bool = False


def _read_lines(name: str) -> tuple[Line, ...]:
    """Read a chapter of ``statements.txt``; an empty line stands between two entries."""
    content = (Path(__file__).parent / "statements.txt").read_text(encoding="utf-8")
    chapter = content.split(f"## {name}\n")[1].split("## ")[0]
    return tuple(Line(text, name == "effects") for text in chapter.strip().split("\n\n"))


ASSERTS, MAKES = _read_lines("asserts"), _read_lines("makes")
EFFECTS, CREDITS = _read_lines("effects"), _read_lines("credits")

_MODULES = "numpy:np pandas:pd matplotlib.pyplot:plt math random decimal os itertools dataclasses"
_MODULES += " contextlib warnings statistics asyncio functools json"
# Libraries are common property: who imports them first makes them.
IMPORTS = {
    name.split(":")[-1]: f"import {name.split(':')[0]} as @+{name.split(':')[-1]}@"
    for name in _MODULES.split()
} | {"isclose": "from math import isclose as @+isclose@"}
