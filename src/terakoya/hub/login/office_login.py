"""JupyterHub's authenticator for accounts of our own: passwords are checked by our records."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jupyterhub.auth import Authenticator

from terakoya.accounts import Login, account_name, change_password, check_password
from terakoya.hub.login.known_accounts import KnownAccounts
from terakoya.hub.login.login_pages import login_routes
from terakoya.hub.login.thread_work import in_thread
from terakoya.model import Stamp

__all__ = ["AccountsLogin", "MustChangeError"]


class MustChangeError(Exception):
    """The password is right, and has to be changed before anything else."""


class AccountsLogin(KnownAccounts, Authenticator):  # type: ignore[misc]
    """Asks the records for name and password; a first password opens nothing but its change."""

    async def authenticate(self, handler: Any, data: dict[str, str]) -> str | None:
        """Return the account's name.

        Raises:
            LoginRefusedError: the name or the password is wrong, or nobody may try now.
            MustChangeError: it is a first password.
        """
        del handler
        login = await self.check(data.get("username", ""), data.get("password", ""))
        if login.must_change:
            raise MustChangeError
        return login.account

    async def check(self, name: str, password: str) -> Login:
        """Check a password, in a thread: that takes a while, and on purpose; errors as above."""

        def ask() -> Login:
            return check_password(self.records, name, password, now=datetime.now(UTC))

        return await in_thread(ask)

    async def change(self, name: str, old: str, new: str) -> str:
        """Change a password, and return the account's name.

        Raises:
            LoginRefusedError: the old one is not right.
            UsageError: the new one may not be chosen.
        """
        account = account_name(name)

        def ask() -> None:
            change_password(self.records, name, old, new, stamp=Stamp(datetime.now(UTC), account))

        await in_thread(ask)
        return account

    def get_handlers(self, app: Any) -> list[Any]:
        """Return our pages, in the place of JupyterHub's."""
        del app
        return login_routes()
