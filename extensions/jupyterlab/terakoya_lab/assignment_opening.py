"""``GET /terakoya/open/COHORT/ASSIGNMENT``: an assignment in JupyterLab, fetched where need be."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_path_join
from tornado import web

from terakoya.exchange import PortalError
from terakoya.exchange.fetching import fetch_where_missing
from terakoya.language import preferred_language, use_language

__all__ = ["OpenHandler"]

_BAD_GATEWAY = 502


class OpenHandler(JupyterHandler):
    """Where the portal's button leads: nobody has to know of lists, folders and commands."""

    @web.authenticated
    async def get(self, cohort: str, assignment: str) -> None:
        """Go on to the first notebook; what the learner has already is never fetched over.

        Raises:
            HTTPError: the portal's sentence, where it does not offer such an assignment.
        """
        root = Path(self.contents_manager.root_dir)
        folder = await asyncio.to_thread(_fetch, root, cohort, assignment)
        notebooks = sorted(path.name for path in folder.glob("*.ipynb"))
        parts = ["lab", "tree", cohort, assignment, *notebooks[:1]]
        self.redirect(url_path_join(self.base_url, *(quote(part) for part in parts)))


def _fetch(root: Path, cohort: str, assignment: str) -> Path:
    with use_language(preferred_language(os.environ)):
        try:
            return fetch_where_missing(root, cohort, assignment)
        except PortalError as error:
            raise web.HTTPError(error.status or _BAD_GATEWAY, error.sentence) from None
