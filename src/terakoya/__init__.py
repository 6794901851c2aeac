"""Terakoya: author one notebook; release, collect, grade, give feedback, serve it as an app."""

__version__ = "0.1.0"
__all__ = ["__version__"]
