"""The slides: results, one screen at a time."""

from typing import TYPE_CHECKING

from terakoya.reexport import import_when_used

if TYPE_CHECKING:
    from terakoya.faces.slides.slides import build_slides

__all__ = ["build_slides"]

__getattr__ = import_when_used(__name__, {"slides": "build_slides"})
