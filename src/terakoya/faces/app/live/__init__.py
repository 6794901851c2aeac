"""Apps as they run: prepared once, a fork for each visitor, a light page before them."""

from terakoya.faces.app.live.notebook import AppCell, AppNotebook, read_app
from terakoya.faces.app.live.record import Record
from terakoya.faces.app.live.served_app import AppState, ServedApp
from terakoya.faces.app.live.visit import Visit

__all__ = ["AppCell", "AppNotebook", "AppState", "Record", "ServedApp", "Visit"]
__all__ += ["read_app"]
