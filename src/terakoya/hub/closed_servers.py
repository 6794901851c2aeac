"""An office in which nobody gets a JupyterLab: people use the site, and hand in there."""

from __future__ import annotations

from typing import Any, NoReturn

from jupyterhub.spawner import Spawner
from tornado.web import HTTPError

__all__ = ["ClosedServers"]


class ClosedServers(Spawner):  # type: ignore[misc]
    """Starts nothing."""

    async def start(self) -> NoReturn:
        """Refuse.

        Raises:
            HTTPError: always.
        """
        raise HTTPError(403, "This office starts no JupyterLab.")

    async def stop(self, now: bool = False) -> None:
        """Nothing runs."""
        del now

    async def poll(self) -> Any:
        """Say that nothing runs."""
        return 0
