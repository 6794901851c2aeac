"""What an assignment is turned into; one file a face."""

from terakoya.faces.app import build_app
from terakoya.faces.app_server import AppServer, AppServerSettings, start_app_server

__all__ = ["AppServer", "AppServerSettings", "build_app", "start_app_server"]
