"""Characters that make a name look like another: unseen, turning the direction, of one machine.

Letters of every script are left in peace, also those that are written from right to left, and what
belongs to a letter: combined marks, an ideograph's variants (IVS), an emoji's own selector, and the
joiners that some scripts need. Signs: https://www.unicode.org/reports/tr36/ and
https://www.rfc-editor.org/rfc/rfc5892#appendix-A (joiners).
"""

from __future__ import annotations

import unicodedata

from terakoya.language import gettext as _

__all__ = ["find_unseen", "has_control", "mark_unseen"]

_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159")
"""What has no form, though Unicode counts it among letters, marks and signs."""
_NON_JOINER, _JOINER = "\u200c\u200d"
_VIRAMA = 9  # the combining class of a sign that ends an Indic letter's vowel


def has_control(text: str) -> bool:
    """Tell whether a text holds a line break, another control character or half a character."""
    return any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def find_unseen(text: str) -> str:
    """Say which character of a name hides, turns or is of one machine only; empty where none is.

    Of control characters callers have more to say.
    """
    for place, character in enumerate(text):
        if what := _judge(text, place):
            return what.format(code=f"U+{ord(character):04X}")
    return ""


def mark_unseen(text: str, longest: int) -> str:
    """Return a text's first `longest` characters, with ``\ufffd`` for what deceives in them."""
    shown = text[:longest]
    marked = (
        "\ufffd" if has_control(character) or _judge(shown, place) else character
        for place, character in enumerate(shown)
    )
    return "".join(marked) + ("…" if len(text) > longest else "")


def _judge(text: str, place: int) -> str:
    character, before = text[place], text[:place][-1:]
    category = unicodedata.category(character)
    if character in _TURNING:
        return _("It holds a character that turns the direction of writing ({code}).")
    if category == "Co":
        return _("It holds a user-defined character ({code}), which only some machines know.")
    if category == "Cn" and not _is_new_ideograph(character):
        return _("It holds a character that stands for nothing ({code}).")
    is_hidden = (
        character in _BLANK
        or category in ("Zl", "Zp")
        or (category == "Cf" and not _joins(text, place))
        or (_is_selector(character) and not _varies(before, character))
    )
    return _("It holds a character that cannot be seen ({code}).") if is_hidden else ""


def _is_new_ideograph(character: str) -> bool:
    """Tell whether it is in a plane of ideographs: a Unicode newer than Python's may have it."""
    return 0x20000 <= ord(character) <= 0x3FFFD and ord(character) & 0xFFFF < 0xFFFE


def _joins(text: str, place: int) -> bool:
    """Tell whether a joiner stands where a script needs it: after a virama, in Arabic writing."""
    character, before, after = text[place], text[:place][-1:], text[place + 1 :][:1]
    if character not in (_NON_JOINER, _JOINER) or not before:
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return True
    return character == _NON_JOINER and _is_arabic(before) and _is_arabic(after)


def _is_arabic(character: str) -> bool:
    return character != "" and unicodedata.name(character, "").startswith("ARABIC LETTER")


def _is_selector(character: str) -> bool:
    return (
        "\ufe00" <= character <= "\ufe0f"
        or "\U000e0100" <= character <= "\U000e01ef"
        or character in "\u180b\u180c\u180d\u180f"
    )


def _varies(base: str, selector: str) -> bool:
    """Tell whether a selector follows what has variants: an ideograph, an emoji, a Mongolian."""
    if not base:
        return False
    name, category = unicodedata.name(base, ""), unicodedata.category(base)
    if name.startswith("CJK ") or _is_new_ideograph(base):
        return category in ("Lo", "Cn")
    if selector < "\u2000":
        return name.startswith("MONGOLIAN LETTER")
    return "\ufe0e" <= selector <= "\ufe0f" and (category == "So" or base in "#*0123456789‼⁉〰〽")
