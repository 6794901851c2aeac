"""The extension's addresses; ``GET /terakoya/api/progress?path=…`` tells how far a notebook is."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import partial
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from terakoya_lab.assignment_opening import OpenHandler
from terakoya_lab.hand_in_handlers import HandInHandler, WordsHandler
from terakoya_lab.own_folder import NAME
from terakoya_lab.progress import read_progress

__all__ = ["ProgressHandler", "handlers"]


class ProgressHandler(APIHandler):
    """Reads a notebook through the server's own contents manager, with its access rules."""

    @web.authenticated
    async def get(self) -> None:
        """Answer with the notebook's answer cells and items; 400 where it is no notebook."""
        path = self.get_query_argument("path", "")
        if not path.endswith(".ipynb"):
            raise web.HTTPError(400, "path: name a notebook, for example lab/lab.ipynb")
        model = await ensure_async(self.contents_manager.get(path, content=True, type="notebook"))
        self.finish(json.dumps(asdict(read_progress(model["content"]))))


def handlers(base_url: str) -> list[tuple[str, Any]]:
    """Return the routes below `base_url`."""
    below = partial(url_path_join, base_url, "terakoya")
    return [
        (below("api", "progress"), ProgressHandler),
        (below("api", "hand-in"), HandInHandler),
        (below("api", "hand-in", "words"), WordsHandler),
        (below("open", NAME, NAME), OpenHandler),
    ]
