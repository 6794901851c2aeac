"""Importing ipykernel without its debugger."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType

__all__ = ["import_without_debugger"]


def import_without_debugger(name: str) -> ModuleType:
    """Import a module of ipykernel's; its debugger would load a hundred others, and needs TCP."""
    absent = "debugpy" not in sys.modules
    if absent:
        sys.modules["debugpy"] = None  # type: ignore[assignment]
    try:
        import_module("ipykernel.debugger")  # it looks for debugpy once, now
        return import_module(name)
    finally:
        if absent:
            del sys.modules["debugpy"]
