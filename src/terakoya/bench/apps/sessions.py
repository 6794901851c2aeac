"""What open sessions hold: proportional memory (PSS) of a server's tree, before and with them."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

import psutil

from terakoya.bench.apps.pages import change, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["measure_sessions", "tree_pss"]

_TWO_GB = 2 * 2**30
_REST = 3.0


def tree_pss(root: int) -> int:
    """Return the PSS of a process and all below it in bytes; what ends meanwhile counts nothing."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(root)
        for process in (parent, *parent.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_full_info().pss
    return total


def measure_sessions(
    browser: Browser, url: str, root: int, sessions: int, idle_seconds: float
) -> dict[str, Any]:
    """Open sessions, use each once, and return what one adds, at once and at rest, in bytes."""
    time.sleep(_REST)
    before = tree_pss(root)
    contexts = []
    for _number in range(sessions):
        context = browser.new_context(locale="ja-JP")
        page, _seconds = open_page(context, url)
        change(page)
        contexts.append(context)
    used = tree_pss(root)
    time.sleep(idle_seconds)
    rested = tree_pss(root)
    for context in contexts:
        context.close()
    each = max(1, (used - before) // sessions)
    return {
        "sessions": sessions,
        "server": before,
        "each": each,
        "each_at_rest": (rested - before) // sessions,
        "until_2_gb": max(0, (_TWO_GB - before) // each),
    }
