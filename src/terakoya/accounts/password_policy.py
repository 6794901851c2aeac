"""Which passwords may be chosen: long ones that nobody guesses, of whatever characters.

As NIST SP 800-63B has it: no rules on kinds of characters and no change by the calendar, but a
length, and nothing that is guessed first. How soon it is guessed, zxcvbn tells.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from terakoya.accounts.password_hashes import LONGEST_PASSWORD
from terakoya.errors import UsageError
from terakoya.language import gettext as _

__all__ = ["SHORTEST_PASSWORD", "require_good_password"]

SHORTEST_PASSWORD = 12
"""Characters. A tool that guesses offline needs more than the lock-out alone would ask for."""
_FEWEST_GUESSES = 10**9
_SHORTEST_NAME = 3
_LOOKED_AT = 72  # zxcvbn takes long for long texts, and what is longer is not guessed so


def require_good_password(password: str, names: Iterable[str] = ()) -> None:
    """Go on only with a password that may be chosen.

    Args:
        names: what others know of the person: the account, the name, the address.

    Raises:
        UsageError: it may not, and why; the password is never in the sentence.
    """
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST_PASSWORD:
        what = _("The password is shorter than {count} characters.")
        raise UsageError(
            what.format(count=SHORTEST_PASSWORD),
            remedy=_("Take a longer one: several words that do not belong together are easy."),
        )
    if len(text) > LONGEST_PASSWORD:
        what = _("The password is longer than {count} characters.")
        raise UsageError(what.format(count=LONGEST_PASSWORD), remedy=_("Take a shorter one."))
    known = [part for name in names for part in _parts(name)]
    if any(part in text.casefold() and _is_most(part, text) for part in known):
        raise UsageError(
            _("The password is mostly your name or number, which others know."),
            remedy=_("Take another one: several words that do not belong together are easy."),
        )
    if _guesses(text, known) < _FEWEST_GUESSES:
        raise UsageError(
            _("The password is one of those that are guessed first."),
            remedy=_("Take another one: several words that do not belong together are easy."),
        )


def _parts(name: str) -> list[str]:
    text = unicodedata.normalize("NFKC", name).casefold()
    found = {text, *text.replace("@", " ").replace(".", " ").split()}
    return sorted(part for part in found if len(part) >= _SHORTEST_NAME)


def _is_most(part: str, text: str) -> bool:
    """Tell whether little is left without the name: a long sentence may hold it."""
    return len(text.casefold().replace(part, "")) < SHORTEST_PASSWORD // 2


def _guesses(text: str, known: list[str]) -> int:
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists take a moment

    return int(zxcvbn(text[:_LOOKED_AT], user_inputs=known)["guesses"])
