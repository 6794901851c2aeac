"""One's own JupyterLab: whether it runs, the way to it, and a button that stops it."""

from __future__ import annotations

import asyncio
from typing import Any

from tornado.web import HTTPError, authenticated

from terakoya.hub.pages.office_page import OfficePage

__all__ = ["OwnServerPage"]


class OwnServerPage(OfficePage):
    """JupyterLab's menu leads here. A plain form stops it: no script is needed."""

    @authenticated
    async def get(self) -> None:
        """Show how it stands."""
        user = self.current_user
        if user.running:
            await user.spawner.poll_and_notify()  # one that died is told as what it is
        await self.show(
            "own_server.html",
            spawner=user.spawner,
            lab_url=f"{self.base_url}user/{user.escaped_name}/",
            spawn_url=f"{self.hub.base_url}spawn/{user.escaped_name}",
        )

    @authenticated
    async def post(self) -> None:
        """Stop it; what is just starting is given up.

        Raises:
            HTTPError: 400, where something else is asked for.
        """
        if self.get_argument("do", "") != "stop":
            raise HTTPError(400)
        await self._stop(self.current_user)
        self.redirect(f"{self.hub.base_url}home")

    async def _stop(self, user: Any) -> None:
        spawner = user.spawner
        if spawner.pending == "stop" or not spawner.active:
            return
        beginning = spawner._spawn_future if spawner.pending else None
        if beginning is not None:
            beginning.cancel()
            await asyncio.wait([beginning], timeout=1)
        if spawner.active and spawner.pending != "stop":
            await self.stop_single_user(user)
