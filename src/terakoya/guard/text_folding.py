"""A text in the one form that is searched, which knows where each of its letters came from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from terakoya.guard.kinds_of_data import LABELS, Kind

__all__ = ["MASKED", "MASKED_NAME", "FoldedText", "fold_letters", "fold_text"]

# A label of the mask stands as one of these: no search goes through it, nor begins in it.
MASKED_NAME = "\x02"
MASKED = "\x00" + MASKED_NAME
_MARK = "\x01"  # ①, ½, ㊟: a sign beside a number, and no digit of it

_LABEL = re.compile("|".join(map(re.escape, LABELS.values())))
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−─━﹣⁃➖˗"), "-")
_WAVES = dict.fromkeys(map(ord, "～〜"), "~")
# The same surname in other forms of its letters, which people insist on; lists have the first.
_VARIANTS = str.maketrans(
    "髙﨑𠮷邊邉齋齊濵濱澤廣國眞惠德槗嶋嶌冨藪舘栁黑榮櫻條龍瀧釼惇晧",
    "高崎吉辺辺斎斉浜浜沢広国真恵徳橋島島富薮館柳黒栄桜条竜滝剣惇皓",
)
_LONG_VOWEL_AS_DASH = re.compile(
    r"(?<=[0-9)目番地])([ ]?)[ー一](?=[ ]?[0-9(])|"
    r"(?<=[〇零一二三四五六七八九十百])()ー(?=[〇零一二三四五六七八九十百])"
)
_KANJI_DIGITS = str.maketrans("〇零○◯一二三四五六七八九", "0000123456789")
# Enough of them in a row that it is a number, and no 三重, 五十嵐 or 二三日.
_KANJI_NUMBER = re.compile(r"[〇零一二三四五六七八九](?:[-()の・ 〇零○◯一二三四五六七八九]){5,}")
_ZERO_LETTER = re.compile(r"(?<![A-Za-z0-9])[OoＯ○](?=[5789][0O]-?[0-9])")
# Categories: other numbers, spaces, ends of lines; what nobody sees, and marks without a letter.
_FOLDED_TO = {"No": _MARK, "Nl": _MARK, "Zs": " ", "Zl": "\n", "Zp": "\n"}
_FOLDED_TO |= {"Cf": "", "Mn": "", "Me": ""}
_VOICES = {"ﾞ": "\u3099", "ﾟ": "\u309a", "\u3099": "\u3099", "\u309a": "\u309a"}
_VARIATION = range(0xFE00, 0xFE10)
_IDEOGRAPHIC_VARIATION = range(0xE0100, 0xE01F0)


def fold_letters(word: str) -> str:
    """Return a word in the form that texts are searched in."""
    return unicodedata.normalize("NFKC", word).translate(_VARIANTS)


@dataclass(frozen=True)
class FoldedText:
    """A text in one form, and where in the original each letter of it stood.

    Attributes:
        plain: full width, half width and compatibility forms as one; dashes as "-", every space
            as " ", every end of a line as a line feed; what nobody sees is left out.
        starts, ends: for each letter of `plain`, the place of its first letter in the original,
            and the place after its last one, as Python counts.
    """

    plain: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of `plain` that is not empty stands in the original."""
        return self.starts[start], self.ends[end - 1]

    @cached_property
    def digits(self) -> str:
        """`plain`, letter for letter, with numbers in kanji as digits."""
        text = _KANJI_NUMBER.sub(_as_digits, self.plain)
        return _ZERO_LETTER.sub("0", text)


def fold_text(text: str) -> FoldedText:
    """Fold a text; in time and space proportional to its length."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end, folded in _pieces(text):
        voiced = _with_mark(letters[-1], text[start]) if letters else ""
        if voiced:
            letters[-1], ends[-1] = voiced, end
            continue
        if not folded and ends and _belongs_to_the_last(text[start]):
            ends[-1] = end
        letters += folded
        starts += [start] * len(folded)
        ends += [end] * len(folded)
    plain = _LONG_VOWEL_AS_DASH.sub(lambda dash: f"{dash[1] or ''}-", "".join(letters))
    return FoldedText(plain, tuple(starts), tuple(ends))


def _as_digits(number: re.Match[str]) -> str:
    known = sum(letter in "〇零一二三四五六七八九" for letter in number[0])
    return number[0].translate(_KANJI_DIGITS) if known >= 6 else number[0]


def _pieces(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each stretch of the original that is one thing, with what it is folded to."""
    end = 0
    for label in _LABEL.finditer(text):
        yield from _clusters(text, end, label.start())
        end = label.end()
        yield label.start(), end, MASKED[label[0] == LABELS[Kind.NAME]]
    yield from _clusters(text, end, len(text))


def _clusters(text: str, start: int, stop: int) -> Iterator[tuple[int, int, str]]:
    """Yield letters with the first mark that is put on them: a row of marks costs one each."""
    while start < stop:
        end = start + 1
        if end < stop and _is_mark(text[end]) and unicodedata.category(text[start]) != "Cf":
            end += 1
        yield start, end, _fold_cluster(text[start:end])
        start = end


def _fold_cluster(cluster: str) -> str:
    letter = cluster[0]
    if len(cluster) == 1 and (" " < letter < "\x7f"):
        return letter
    if letter == "〇":  # by its category a sign, by its use a digit
        return letter
    if letter < " " or "\x7f" <= letter <= "\x9f":
        return _control(letter)
    category = unicodedata.category(letter)
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if category in _FOLDED_TO:
        return _FOLDED_TO[category]
    folded = unicodedata.normalize("NFKC", cluster.translate(_DASHES | _WAVES))
    return folded.translate(_VARIANTS).translate(_DASHES).replace("\n", " ")


def _with_mark(letter: str, mark: str) -> str:
    """Return a kana with the mark that stands after it; nothing where they are no kana together.

    Something that nobody sees may stand between them, as on pages of the web.
    """
    if mark not in _VOICES:
        return ""
    both = unicodedata.normalize("NFC", letter + _VOICES[mark])
    return both if len(both) == 1 else ""


def _control(letter: str) -> str:
    if letter == "\t":
        return letter
    return "\n" if letter in "\n\r\x0b\x0c\x85" else " "


def _is_mark(letter: str) -> bool:
    return letter in "ﾞﾟ" or (letter > "\u02ff" and unicodedata.combining(letter) > 0)


def _belongs_to_the_last(letter: str) -> bool:
    """Whether a letter that is left out is a part of the one before, as a variant of a kanji is."""
    code = ord(letter)
    return code in _VARIATION or code in _IDEOGRAPHIC_VARIATION or _is_mark(letter)
