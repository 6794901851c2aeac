"""JupyterHub as a part of an office: its own program, with settings that are made in code."""

from __future__ import annotations

import logging
import os
from typing import Any

from terakoya.hub.hub_configuration import configure_hub
from terakoya.hub.office_run import Office
from terakoya.model.settings import Settings

__all__ = ["run_hub"]


def run_hub(office: Office, settings: Settings) -> None:
    """Run JupyterHub until SIGTERM.

    Raises:
        TerakoyaError: a setting is missing, or there is no sandbox.
    """
    from jupyterhub.app import JupyterHub  # noqa: PLC0415 - slow: no other part needs it

    from terakoya.hub.pages.page_routes import in_our_style, office_pages  # noqa: PLC0415

    class OfficeHub(JupyterHub):  # type: ignore[misc]
        """JupyterHub that reads no file of anybody."""

        def load_config_file(self, *args: Any, **kwargs: Any) -> None:
            """Take what we say instead; it is the last word."""
            del args, kwargs
            self.update_config(made)

        def init_handlers(self) -> None:
            """Have every page in the site's style, and some of them in the place of its own."""
            super().init_handlers()
            ours = self.add_url_prefix(self.hub_prefix, office_pages())
            theirs: list[Any] = self.handlers
            self.handlers: list[Any] = [*ours, *in_our_style(theirs)]

        def init_logging(self) -> None:
            """Have its lines go where ours go."""
            super().init_logging()
            self.log.handlers[:] = logging.getLogger("terakoya").handlers
            self.log.setLevel(self.log_level)

    made = _make(office, settings)
    os.chdir(office.folder.path)  # whatever it writes beside its database stays in there
    OfficeHub.launch_instance([])


def _make(office: Office, settings: Settings) -> Any:
    from traitlets.config import Config  # noqa: PLC0415 - as above

    made = Config()
    configure_hub(made, office, settings)
    return made
