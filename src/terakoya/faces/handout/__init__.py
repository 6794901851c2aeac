"""The handout: results and what they mean, on A4 and as a page."""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.faces.handout.handout import build_handout

__all__ = ["build_handout"]

__getattr__ = import_when_used(__name__, {"handout": "build_handout"})
