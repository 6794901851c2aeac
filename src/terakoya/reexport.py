"""Names that a package shows but imports when they are first used: the engine's way, for ours."""

from __future__ import annotations

from terakoya_autograde import import_when_used

__all__ = ["import_when_used"]
