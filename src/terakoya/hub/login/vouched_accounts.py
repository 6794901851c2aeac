"""What all ways share in which somebody else checks passwords."""

from __future__ import annotations

from datetime import UTC, datetime
from inspect import isawaitable
from typing import Any

from terakoya.accounts import account_name, count_vouched, note_vouched
from terakoya.errors import LoginRefusedError
from terakoya.hub.login.known_accounts import KnownAccounts
from terakoya.hub.login.thread_work import in_thread
from terakoya.language import gettext as _

__all__ = ["CountedTries", "VouchedAccounts"]


class VouchedAccounts(KnownAccounts):
    """Whoever is vouched for comes in where there is an account here, and is told where not."""

    async def check_allowed(self, username: str, authentication: Any = None) -> bool:
        """Tell whether there is an account that is in use.

        Raises:
            LoginRefusedError: not. They have just shown who they are: no stranger learns of it.
        """
        if await super().check_allowed(username, authentication):
            return True
        raise LoginRefusedError(
            _("You are who you say, but there is no account for you here that is in use."),
            remedy=_("Ask the person in charge of the training."),
        )

    async def run_post_auth_hook(self, handler: Any, authentication: Any) -> Any:
        """Note the login, as JupyterHub calls this for everybody whom it lets in."""
        name = str(authentication["name"])

        def note() -> None:
            note_vouched(self.records, name, now=datetime.now(UTC))

        await in_thread(note)
        known: Any = super()
        return await known.run_post_auth_hook(handler, authentication)


class CountedTries(VouchedAccounts):
    """Before a password is checked, the try is counted: a name rests after five, as with ours."""

    async def authenticate(self, handler: Any, data: dict[str, str]) -> Any:
        """Return what the authenticator behind us says of a name, written as we write it.

        Asked for the name as it was typed, it might know another person by it.

        Raises:
            LoginRefusedError: the name rests.
        """
        name = account_name(data.get("username", ""))

        def count() -> None:
            count_vouched(self.records, name, now=datetime.now(UTC))

        await in_thread(count)
        known: Any = super()
        found = known.authenticate(handler, data | {"username": name})
        return await found if isawaitable(found) else found
