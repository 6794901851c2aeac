"""Whose a kernel of Voila's own page is: its id does not tell, the folder that it runs in does."""

from __future__ import annotations

import json
from pathlib import Path

import tornado.web
from jupyter_server.base.handlers import JupyterHandler

__all__ = ["KernelOwnerHandler"]


class KernelOwnerHandler(JupyterHandler):
    """Tells the portal which app a kernel belongs to, behind the token."""

    def initialize(self, root: Path) -> None:
        """Take the folder of the apps."""
        self.root = root

    @tornado.web.authenticated
    def get(self, kernel_id: str) -> None:
        """Answer with the app's id; 404 for a kernel that is gone or belongs to none."""
        if kernel_id not in self.kernel_manager:
            raise tornado.web.HTTPError(404)
        provisioner = self.kernel_manager.get_kernel(kernel_id).provisioner
        folder = getattr(provisioner, "cwd", None)  # ours has one; of others nothing is known
        if not isinstance(folder, Path) or folder.resolve().parent != self.root:
            raise tornado.web.HTTPError(404)
        self.finish(json.dumps({"app": folder.resolve().name}))
