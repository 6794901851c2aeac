"""Whoever checks a password: only people with an account here, written one way, come in."""

from __future__ import annotations

from functools import cached_property
from inspect import isawaitable
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from traitlets import Unicode
from traitlets.config import Configurable

from terakoya.accounts import account_name, person_of
from terakoya.model.permissions import Action, Of, Person, may
from terakoya.records import Database, database_url, open_database
from terakoya.workspace.settings import read_settings

__all__ = ["KnownAccounts", "open_records"]


def open_records(root: Path) -> Database:
    """Open the database of a workspace.

    Raises:
        TerakoyaError: it cannot be used, or a setting is wrong.
    """
    return open_database(database_url(root / "var", read_settings(root).database_url))


class KnownAccounts(Configurable):
    """For an authenticator of JupyterHub: stands before it in the list of classes."""

    workspace = Unicode(config=True, help="The folder of the workspace.")

    @cached_property
    def records(self) -> Database:
        """The database, with accounts and roles."""
        return open_records(Path(self.workspace))

    def normalize_username(self, username: str) -> str:
        """Return the one way in which a name is written."""
        return account_name(username)

    async def check_allowed(self, username: str, authentication: Any = None) -> bool:
        """Tell whether somebody whose password is right has an account that is in use."""
        del authentication
        return bool(username) and await self.is_in_use(username)

    async def refresh_user(self, user: Any, handler: Any = None, **more: Any) -> Any:
        """Let JupyterHub's own login end where the account is out of use; it asks now and then."""
        if not await self.is_in_use(user.name):
            return False
        known: Any = super()  # of the authenticator behind us: a provider's token may be over
        return await known.refresh_user(user, handler, **more)

    async def is_in_use(self, name: str) -> bool:
        """Tell whether there is an account of a name that is in use."""
        return bool((await self._person(name)).account)

    async def pre_spawn_start(self, user: Any, spawner: Any) -> None:
        """Start a JupyterLab only for who may have one.

        Raises:
            HTTPError: 403, for everybody else.
        """
        person = await self._person(user.name)
        if not may(person, Action.OPEN_SERVER, Of(learner=person.id or None)):
            raise HTTPError(403)
        known: Any = super()  # of the authenticator behind us: PAM opens its session here
        begun = known.pre_spawn_start(user, spawner)
        if isawaitable(begun):
            await begun

    async def _person(self, name: str) -> Person:
        return await IOLoop.current().run_in_executor(None, person_of, self.records, name)
