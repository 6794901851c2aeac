"""What a preparation might have found out, without one."""

from __future__ import annotations

from pathlib import Path

from terakoya_autograde.checks.cell_plan import CellPlan
from terakoya_autograde.checks.cell_source import CellRole, SourceCell
from terakoya_autograde.checks.check_slicing import Step
from terakoya_autograde.notebooks.broken import BrokenCell
from terakoya_autograde.notebooks.master import Master, MasterCell, MasterNotebook
from terakoya_autograde.preparations.cache_entry import CacheEntry, look_at
from terakoya_autograde.protection import Tried
from terakoya_autograde.wire import Groundwork, Noted

__all__ = ["made_cache_entry"]


def made_cache_entry(basis: str, size: int = 0, modules: tuple[Path, ...] = ()) -> CacheEntry:
    """Return an entry with something in each of its parts, and so many bytes of values."""
    names = frozenset({"a"})
    step = Step("assert a == 1", 1, names, names, changes=False, asks=True)
    cell = SourceCell("test-a", CellRole.CHECK, "assert a == 1", "", (1,))
    plan = CellPlan(cell, early=(1,), calls=((1, 2),), probes={"a": "b"}, steps=(step,))
    master = MasterCell("test-a", "assert a == 1", "12", "code", locked=True, points=2.0)
    tags = {"c1": frozenset({"skip-execution"})}
    known = look_at(map(str, modules))
    assert known is not None
    return CacheEntry(
        basis=basis,
        master=Master("tiny", {"tiny": MasterNotebook("tiny", None, {"test-a": master}, tags)}),
        released={"tiny": {"cells": [], "metadata": {"名": [1, None, 2.5]}}},
        tried=Tried(
            {"tiny": (plan,)},
            {"tiny": {"test-a": Noted(("f:0",), {"a": ("value",)}, ("b",))}},
            {"tiny": ("test-b",)},
            (BrokenCell("tiny", 3, "exit()", ends=True),),
        ),
        groundwork={"tiny": (Groundwork(plan, b"code", b"early", bytes(size), ("a",)),)},
        cold={"pyarrow": "starts threads"},
        modules=dict(known),
    )
