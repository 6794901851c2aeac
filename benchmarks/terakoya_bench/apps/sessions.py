"""What open sessions hold: proportional memory (PSS) of a server's tree, before and with them."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

import psutil

from terakoya_bench.apps.page_times import change, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

__all__ = ["count_processes", "measure_sessions", "tree_pss", "wait_until_left"]

_TWO_GB = 2 * 2**30
_REST = 3.0
_GOODBYE = 1.0
_LEAVE_SECONDS = 60.0


def tree_pss(root: int) -> int:
    """Return the PSS of a process and all below it in bytes; what ends meanwhile counts nothing."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        parent = psutil.Process(root)
        for process in (parent, *parent.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                total += process.memory_full_info().pss
    return total


def count_processes(root: int) -> int:
    """Return how many processes a server has, itself included; 0 where it is gone."""
    try:
        return 1 + len(psutil.Process(root).children(recursive=True))
    except psutil.NoSuchProcess:
        return 0


def wait_until_left(root: int, before: int) -> dict[str, Any]:
    """Wait until a server has no more processes than `before`, for a minute at most.

    Returns:
        the seconds it took, how many processes are more than before, and the bytes (PSS) held then.
    """
    began = time.monotonic()
    while (count := count_processes(root)) > before and time.monotonic() - began < _LEAVE_SECONDS:
        time.sleep(0.2)
    seconds = round(time.monotonic() - began, 1)
    return {"seconds": seconds, "kernels": max(0, count - before), "memory": tree_pss(root)}


def measure_sessions(
    browser: Browser, url: str, root: int, sessions: int, idle_seconds: float
) -> dict[str, Any]:
    """Open sessions, use each once, and return what one adds, at once and at rest, in bytes.

    Then the pages are closed, as people close tabs; ``left`` tells what stays of them.
    """
    time.sleep(_REST)
    before, processes = tree_pss(root), count_processes(root)
    contexts = []
    for _number in range(sessions):
        context = browser.new_context(locale="ja-JP")
        page, _seconds = open_page(context, url)
        change(page)
        contexts.append(context)
    used = tree_pss(root)
    time.sleep(idle_seconds)
    rested = tree_pss(root)
    _close(contexts)
    each = max(1, (used - before) // sessions)
    return {
        "sessions": sessions,
        "server": before,
        "each": each,
        "each_at_rest": (rested - before) // sessions,
        "until_2_gb": max(0, (_TWO_GB - before) // each),
        "left": wait_until_left(root, processes),
    }


def _close(contexts: list[BrowserContext]) -> None:
    """Close every tab as a person does, so that a page can say goodbye; then its browser."""
    for context in contexts:
        for page in context.pages:
            page.close(run_before_unload=True)
    time.sleep(_GOODBYE)
    for context in contexts:
        context.close()
