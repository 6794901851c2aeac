"""What an assignment is turned into: a folder with a module ``face`` is a face.

The other folders and modules are what several faces share.

Names are imported when they are first used: who reads cells need not wait for a server's libraries.
"""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.faces.app.app_notebook import build_app
    from terakoya.faces.app.app_server import AppServer, AppSettings, start_app_server

__all__ = ["AppServer", "AppSettings", "build_app", "start_app_server"]

__getattr__ = import_when_used(
    __name__,
    {
        "app.app_notebook": "build_app",
        "app.app_server": "AppServer AppSettings start_app_server",
    },
)
