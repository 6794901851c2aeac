"""Number formats at random, of the parts that offices use and in all orders, for the referee."""

from __future__ import annotations

import random
from pathlib import Path

__all__ = ["SHOWN", "make_formats"]

SHOWN = Path(__file__).parent / "golden" / "number-formats.json"
"""What LibreOffice shows of each; `scripts/roster_referee.py --write` writes it."""

_WORDS = ['"A"', '"番"', '"-"', r"\-", "-", "/", '"第"', "_ ", "番", " ", '"0"', "[Red]", "[$-411]"]
_WORDS += ["[$¥-411]", "(", ")", "* ", r"\A", '"S-"', ".", ",", "%"]
_DIGITS = [
    "0",
    "00",
    "0000",
    "00000",
    "#",
    "##0",
    "#,##0",
    "???0",
    "0.00",
    "0.0#",
    "#,##0.0",
    "000",
]
_DAYS = ["yyyy", "yy", "m", "mm", "d", "dd", "ggge", "gge", "ge", "e", "aaa", "aaaa", "h", "hh"]
_DAYS += ["mm", "ss", '"年"', '"月"', '"日"', "/", "-", ".", ":", "[$-411]", "[h]", " ", "年", "月"]
_CONDITIONS = ["[<1000]", "[>=500]", "[=0]"]
_NUMBERS = [0, 1, 7, 101, 201, 12345, 1.5, 2.25, -3, 1234567, 46082, 46082.4375, 0.75, 999.995, 20]
_TEXTS = ["abc", "12"]


def make_formats(count: int, seed: int = 20261129) -> list[tuple[str, float | str]]:
    """Return formats, each with a number or text to show: always the same for a seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    return [(_format(chance), chance.choice([*_NUMBERS, *_TEXTS])) for _ in range(count)]


def _format(chance: random.Random) -> str:
    sections = [_section(chance) for _ in range(chance.choice([1, 1, 1, 2, 3, 4]))]
    if len(sections) > 1 and chance.random() < 0.3:
        sections[0] = chance.choice(_CONDITIONS) + sections[0]
    return ";".join(sections)


def _section(chance: random.Random) -> str:
    if chance.random() < 0.3:
        parts = [chance.choice(_DAYS) for _ in range(chance.randint(1, 6))]
        return "[$-411]" + "".join(parts) if chance.random() < 0.5 else "".join(parts)
    before = [chance.choice(_WORDS) for _ in range(chance.randint(0, 2))]
    after = [chance.choice(_WORDS + _DIGITS) for _ in range(chance.randint(0, 2))]
    return "".join([*before, chance.choice([*_DIGITS, "General", "@"]), *after])
