"""Names of accounts: the one way in which they are compared, and which there may be."""

from __future__ import annotations

import re
import unicodedata

from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model import mark_unseen

__all__ = ["LONGEST_NAME", "account_name", "require_account_name"]

LONGEST_NAME = 48
"""Characters, so 192 bytes at most: a name is a folder of `var/homes`, too."""
_NAME = re.compile(r"[^\W_][\w.@-]*")


def account_name(text: str) -> str:
    """Return a name as names are compared: width and case of letters say nothing.

    So `A123`, `a123` and `Ａ１２３` are one account; leading zeros stay. What no database can hold
    becomes a question mark, which is in no name.
    """
    text = text.encode("utf-8", "replace").decode().replace("\0", "?")
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return unicodedata.normalize("NFKC", folded)


def require_account_name(text: str) -> str:
    """Return `account_name` of a text that can be one.

    Raises:
        UsageError: it cannot name an account.
    """
    name = account_name(text)
    if len(name) > LONGEST_NAME or _NAME.fullmatch(name) is None:
        raise UsageError(
            _("“{name}” cannot name an account.").format(name=mark_unseen(text, 60)),
            remedy=_("Use up to {count} letters, digits, and . _ - @ between them.").format(
                count=LONGEST_NAME
            ),
        )
    return name
