"""Check digits of the numbers that people, corporations and cards have."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["is_card", "is_corporate_number", "is_driving_licence", "is_my_number"]

_MY_NUMBER = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_LICENCE = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
# The first two digits are the police authority: 10–14 in Hokkaido … 97 in Okinawa, 00 abroad.
_AUTHORITIES = frozenset(
    f"{number:02}"
    for numbers in (
        (0,),
        range(10, 15),
        range(20, 26),
        (30,),
        range(40, 50),
        range(50, 56),
        range(60, 66),
        range(70, 75),
        range(80, 84),
        range(90, 98),
    )
    for number in numbers
)


def is_my_number(digits: str) -> bool:
    """Whether 12 digits are a マイナンバー: the last one by the ordinance, modulus 11."""
    rest = _weighted(digits, _MY_NUMBER) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def is_corporate_number(digits: str) -> bool:
    """Whether 13 digits are a 法人番号: the first one by the ordinance, modulus 9."""
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits[1:])))
    return int(digits[0]) == 9 - total % 9


def is_driving_licence(digits: str) -> bool:
    """Whether 12 digits are a licence: a police authority, and the eleventh digit right."""
    if digits[:2] not in _AUTHORITIES:
        return False
    return int(digits[10]) == (11 - _weighted(digits, _LICENCE) % 11) % 10


def is_card(digits: str) -> bool:
    """Whether 14 to 19 digits are a payment card: an issuer's range and length, and Luhn."""
    return _has_issuer(digits) and _luhn(digits)


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _has_issuer(digits: str) -> bool:
    """Ranges as the brands publish them; Visa's 13 digits are gone, and are JAN codes today."""
    two, three, four = int(digits[:2]), int(digits[:3]), int(digits[:4])
    match len(digits):
        case 14:
            return 300 <= three <= 305 or four == 3095 or two in (36, 38, 39)
        case 15:
            return two in (34, 37)
        case 16:
            return (
                digits[0] == "4"
                or 51 <= two <= 55
                or 2221 <= four <= 2720
                or 3528 <= four <= 3589
                or two in (36, 38, 39, 62, 65)
                or four == 6011
                or 644 <= three <= 649
            )
        case 17 | 18 | 19:
            return two == 62 or 3528 <= four <= 3589 or (len(digits) == 19 and digits[0] == "4")
    return False
