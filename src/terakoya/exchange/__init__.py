"""nbgrader's exchange over the network: its own commands and lists, without any shared folder.

Names are imported when they are first used: who only writes a configuration loads no nbgrader.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.exchange.nbgrader_settings import server_configuration, write_server_configuration
    from terakoya.exchange.portal_client import PortalClient, PortalError

__all__ = ["PortalClient", "PortalError", "server_configuration", "write_server_configuration"]

__getattr__ = import_when_used(
    __name__,
    {
        "nbgrader_settings": "server_configuration write_server_configuration",
        "portal_client": "PortalClient PortalError",
    },
)
