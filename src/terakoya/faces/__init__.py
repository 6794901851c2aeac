"""What an assignment is turned into; one file a face.

Names are imported when they are first used: who reads cells need not wait for a server's libraries.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.faces.app import build_app
    from terakoya.faces.app_server import AppServer, AppServerSettings, start_app_server

__all__ = ["AppServer", "AppServerSettings", "build_app", "start_app_server"]

__getattr__ = import_when_used(
    __name__,
    {"app": "build_app", "app_server": "AppServer AppServerSettings start_app_server"},
)
