"""First passwords: drawn by chance, read from paper and typed once."""

from __future__ import annotations

import secrets

__all__ = ["draw_first_password"]

# Without what is mistaken for something else on paper or aloud (0 o, 1 l i, 2 z, 5 s, 6 b 8, 9 g q,
# u v, n m), and without vowels, so that no word comes out.
_LETTERS = "cdfhjkmprtwxy347"
_GROUPS, _GROUP = 4, 4


def draw_first_password() -> str:
    """Return a password of 64 bits, like ``k4mr-xt7c-yh3d-wpfj``."""
    return "-".join(
        "".join(secrets.choice(_LETTERS) for _place in range(_GROUP)) for _number in range(_GROUPS)
    )
