"""Sentences of an office with and without personal data: templates filled at random, by a seed.

Two sets from templates of their own: `tuning` was looked at while the guard was written, the parts
of `held_out` were written before their figures were first taken. Besides, sentences by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from tests.unit.guard import made_values as made
from tests.unit.guard.made_newer import HARMLESS_OF_NEWER, KIND_OF_NEWER, NEWER_MAKERS

FILLED = 4  # sentences a template
HELD_OUT = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)  # its parts, in the order in which they were written


@dataclass(frozen=True)
class Expected:
    """A place of personal data that a sentence was made with."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence, and what a person would mark in it."""

    text: str
    expected: tuple[Expected, ...]


Maker = Callable[[Random], str]


def _address(half: slice, *, prefecture: bool | None = None) -> Maker:
    def make(rng: Random) -> str:
        region, city, town = rng.choice(made.towns()[half])
        first, second, third = rng.randrange(1, 9), rng.randrange(1, 60), rng.randrange(1, 40)
        number = rng.choice(
            (
                f"{first}丁目{second}番{third}号",
                f"{first}-{second}-{third}",
                f"{second}番地{third}",
                f"{second}番地の{third}",
                f"{second * 7}番地",
                f"{second * 13}-{third}",
                f"{'一二三四五六七八'[first - 1]}丁目{second}-{third}",
                f"{first}丁目{second}番地",
            )
        )
        if rng.random() < 0.3:
            number = number.translate(made.WIDE).replace("-", rng.choice("－ー‐"))
        code = f"〒{rng.randrange(10, 999):03}-{rng.randrange(10000):04} "
        code = code if rng.random() < 0.2 else ""
        room = rng.choice((" コーポ番町203号室", "　グランハイツ1102", " 第二青葉荘5号"))
        room = room if rng.random() < 0.15 else ""
        with_region = rng.random() < 0.6 if prefecture is None else prefecture
        return f"{code}{region if with_region else ''}{city}{town}{number}{room}"

    return make


def _name(rng: Random) -> str:
    surname, given = rng.choice(made.SURNAMES), rng.choice(made.GIVEN)
    return f"{surname}{rng.choice(('', '', ' ', '　'))}{given}"


def _rare_name(rng: Random) -> str:
    return f"{rng.choice(made.RARE_SURNAMES)}{rng.choice(('', '　'))}{rng.choice(made.GIVEN)}"


def _kana_name(rng: Random) -> str:
    surname, given = rng.choice(made.READINGS).split(":")
    if rng.random() < 0.3:
        given = rng.choice(made.READINGS).split(":")[1]
    both = f"{surname}{rng.choice((' ', '　'))}{given}"
    return both.translate(_HIRAGANA) if rng.random() < 0.3 else both


def _birth(rng: Random) -> str:
    year, month, day = rng.randrange(1930, 2020), rng.randrange(1, 13), rng.randrange(1, 29)
    era, first = ("昭和", 1925) if year < 1989 else ("平成", 1988)
    short = {"昭和": "S", "平成": "H"}[era]
    return rng.choice(
        (
            f"{year}年{month}月{day}日",
            f"{era}{year - first}年{month}月{day}日",
            f"{short}{year - first}.{month}.{day}",
            f"{year}/{month}/{day}",
            f"{year}-{month:02}-{day:02}",
            f"{era}{year - first}年{month}月{day}日".translate(made.WIDE),
            f"{year}.{month}.{day}",
        )
    )


def _mail(rng: Random) -> str:
    local = rng.choice(("taro.yamada", "hanako_s", "k-tanaka77", "info", "a.b-c+d", "suzuki"))
    host = rng.choice(("example.jp", "city.example.lg.jp", "mail.example.com", "example.ne.jp"))
    mail = f"{local}{rng.randrange(100)}@{host}"
    form = rng.random()
    if form < 0.1:
        return mail.replace("@", "＠").replace(".", "．")
    return mail.replace("@", rng.choice(("(at)", " [at] ", "＠"))) if form < 0.25 else mail


_HIRAGANA = {code: code - 96 for code in range(0x30A1, 0x30F7)}
_PLACES = (
    *("山口", "石川", "福島", "千葉", "香川", "宮崎", "松本"),
    *("高松", "三木", "岡山", "富山", "大津", "金沢"),
)
_LETTERS = "ABCDEFGHKLMNRSTUZ"


def _letters(rng: Random, count: int) -> str:
    return "".join(rng.choice(_LETTERS) for _ in range(count))


def _digits(rng: Random, count: int) -> str:
    return str(rng.randrange(1, 10)) + "".join(str(rng.randrange(10)) for _ in range(count - 1))


def _number(rng: Random, digits: str, groups: tuple[int, ...]) -> str:
    return made.in_some_form(rng, made.cut(digits, groups))


def _post_account(rng: Random) -> str:
    mark, number = f"1{rng.randrange(100, 1000)}0", f"{_digits(rng, 7)}1"
    return rng.choice((f"{mark}-{number}", f"{mark} 番号 {number}", f"{mark}番号{number}"))


def _makers(half: slice) -> dict[str, Maker]:
    return {
        "my-number": lambda rng: _number(rng, made.my_number(rng), (4, 4, 4)),
        "driving-licence": lambda rng: _number(
            rng, made.licence(rng), rng.choice(((12,), (4, 4, 4)))
        ),
        "card": lambda rng: _number(rng, number := made.card(rng), made.card_groups(number)),
        "phone": lambda rng: rng.choice(
            (
                made.in_some_form(rng, parts := made.phone(rng)),
                made.in_some_form(rng, made.phone(rng), kanji=False),
                "-".join(parts),
                f"({parts[0]}){parts[1]}-{parts[2]}",
                f"{parts[0]}({parts[1]}){parts[2]}",
            )
        ),
        "mail": _mail,
        "postal-address": _address(half),
        "name": _name,
        "rare-name": _rare_name,
        "kana-name": _kana_name,
        "surname": lambda rng: rng.choice(made.SURNAMES),
        "kana-surname": lambda rng: rng.choice(made.READINGS).split(":")[0],
        "kana-given": lambda rng: rng.choice(made.READINGS).split(":")[1],
        "given": lambda rng: rng.choice(made.GIVEN),
        "birth-date": _birth,
        "basic-pension-number": lambda rng: _number(rng, _digits(rng, 10), (4, 6)),
        "insurance-number": lambda rng: _number(rng, _digits(rng, rng.choice((8, 10))), (10,)),
        "passport": lambda rng: rng.choice("TM") + _letters(rng, 1) + _digits(rng, 7),
        "residence-card": lambda rng: _letters(rng, 2) + _digits(rng, 8) + _letters(rng, 2),
        "bank-account": lambda rng: _digits(rng, 7),
        "post-account": _post_account,
        # What only looks like it.
        "n": lambda rng: str(rng.randrange(2, 99)),
        "d4": lambda rng: _digits(rng, 4),
        "d5": lambda rng: _digits(rng, 5),
        "d6": lambda rng: _digits(rng, 6),
        "d7": lambda rng: _digits(rng, 7),
        "d8": lambda rng: _digits(rng, 8),
        "d10": lambda rng: _digits(rng, 10),
        "wrong12": made.wrong_my_number,
        "corporate": made.corporate_number,
        "jan": lambda rng: f"49{_digits(rng, 11)}",
        "aa": lambda rng: _letters(rng, 2),
        "phone-like": lambda rng: "-".join(made.phone(rng)),
        "date": _birth,
        "place": lambda rng: rng.choice(_PLACES),
        "city": lambda rng: rng.choice(made.towns()[half])[1],
        "town": lambda rng: "".join(rng.choice(made.towns()[half])[1:]),
        **NEWER_MAKERS,
    }


_KIND_OF = {
    "rare-name": "name",
    "kana-name": "name",
    "surname": "name",
    "given": "name",
    "kana-surname": "name",
    "kana-given": "name",
    "post-account": "bank-account",
    **KIND_OF_NEWER,
}
_SAFE = "n d4 d5 d6 d7 d8 d10 wrong12 corporate jan aa phone-like date place city town"
_HARMLESS = frozenset(_SAFE.split()) | HARMLESS_OF_NEWER
_PART = re.compile(r"\{([a-z0-9-]+)\}|\[([a-z-]+):|\]")
_MARKED = re.compile(r"\[([a-z-]+):([^\]]+)\]")


def fill(template: str, rng: Random, half: slice) -> Sentence:
    """Fill a template, and keep where what was put in stands.

    A field of personal data is a place of its own; `[kind:…]` is one of all that stands in it.
    """
    makers = _makers(half)
    text, expected, end, opened = "", [], 0, None
    for part in _PART.finditer(template):
        field, kind = part.groups()
        text += template[end : part.start()]
        end = part.end()
        if field:
            value = makers[field](rng)
            if field not in _HARMLESS:
                of = _KIND_OF.get(field, field)
                expected.append(Expected(of, len(text), len(text) + len(value)))
            text += value
        elif kind:
            opened = kind, len(text)
        elif opened:
            expected.append(Expected(*opened, len(text)))
            opened = None
        else:
            text += "]"
    return Sentence(text + template[end:], tuple(expected))


def by_hand(name: str) -> tuple[Sentence, ...]:
    """Read sentences with marks such as [phone:090-…] from a file of tests/golden/guard."""
    return tuple(_unmark(line) for line in _templates(name))


def _unmark(line: str) -> Sentence:
    text, expected, end = "", [], 0
    for mark in _MARKED.finditer(line):
        text += line[end : mark.start()]
        expected.append(Expected(mark[1], len(text), len(text) + len(mark[2])))
        text, end = text + mark[2], mark.end()
    return Sentence(text + line[end:], tuple(expected))


def _templates(name: str) -> list[str]:
    lines = Path(made.GOLDEN / name).read_text(encoding="utf-8").splitlines()
    return [
        line.replace("\\t", "\t").replace("\\n", "\n")
        for line in lines
        if line and not line.startswith("#")
    ]


def _made(name: str, seed: int, half: slice) -> Iterator[Sentence]:
    rng = Random(seed)  # noqa: S311 - made-up sentences
    for template in _templates(name):
        for _ in range(FILLED if "{" in template else 1):
            yield fill(template, rng, half)


@cache
def tuning() -> tuple[Sentence, ...]:
    """The sentences that were looked at while the guard was written."""
    return (*_made("tuning.txt", 1, slice(0, 150)), *by_hand("by-hand.txt"))


@cache
def held_out() -> tuple[Sentence, ...]:
    """The sentences whose figures are told: other templates, other seeds, other towns."""
    return tuple(one for part in HELD_OUT for one in held_out_part(part))


@cache
def held_out_part(part: int) -> tuple[Sentence, ...]:
    """The sentences of one part of the held-out set; parts are counted from 1."""
    name = "held-out.txt" if part == 1 else f"held-out-{part}.txt"
    return tuple(_made(name, part + 1, slice(150, 300)))
