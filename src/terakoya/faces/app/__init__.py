"""The app: the notebook as a page for people who never see code, and what serves it."""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.faces.app.app_notebook import build_app, make_app_notebook

__all__ = ["build_app", "make_app_notebook"]

__getattr__ = import_when_used(__name__, {"app_notebook": "build_app make_app_notebook"})
