"""An app in a real Chromium: how long until it can be used, and until it has answered."""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from terakoya.errors import GradingError
from terakoya.language import gettext as _
from terakoya_bench.apps.tar_pit import NOT_FOUND

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

__all__ = ["Timing", "change", "chromium", "chromiums", "first_paint", "measure_pages"]
__all__ += ["open_page"]

_LOOK = 0.01  # seconds between looks
_PATIENCE = 120.0
# A shadow root is looked into as well: Panel puts its controls into some.
_DEEP = """() => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap(
    (node) => [node, ...(node.shadowRoot ? all(node.shadowRoot) : [])]);
  return all(document);
}"""
_READY = f"() => {{ const deep = ({_DEEP})(); return deep.some((node) => " + (
    "node.matches('select, input, [role=slider]') && node.getBoundingClientRect().width > 0 "
    "&& !node.disabled && node.closest('[hidden]') === null); }"
)
_STATE = (
    f"() => ({_DEEP})().filter((node) => node.matches('img'))"
    ".map((node) => node.src.length + node.src.slice(-80)).join()"
)
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null"
_CHOOSE = f"""() => {{
  const list = ({_DEEP})().find((node) => node.matches("select"));
  list.selectedIndex = (list.selectedIndex + 1) % list.options.length;
  list.dispatchEvent(new Event("input", {{ bubbles: true }}));
  list.dispatchEvent(new Event("change", {{ bubbles: true }}));
}}"""


@dataclass(frozen=True)
class Timing:
    """Seconds from the request: to the first control that can be used, to its first answer."""

    control: float
    answer: float


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a Chromium that reaches this machine only: other hosts are not found, at once.

    Raises:
        GradingError: there is no Chromium, or no playwright.
    """
    with chromiums(NOT_FOUND) as (browser,):
        yield browser


@contextmanager
def chromiums(*rules: str) -> Iterator[tuple[Browser, ...]]:
    """Yield a Chromium for each of the host-resolver rules; they live side by side.

    Raises:
        GradingError: there is no Chromium, or no playwright.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only here is it needed
    except ImportError:
        program = None
    if program is None:
        raise GradingError(
            _("There is no Chromium to measure with."),
            remedy=_("Install chromium, and terakoya[test]."),
        )
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic"]
    arguments += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        browsers = tuple(
            playwright.chromium.launch(
                executable_path=program, args=[*arguments, f"--host-resolver-rules={rule}"]
            )
            for rule in rules
        )
        yield browsers
        for browser in browsers:
            browser.close()


def measure_pages(browser: Browser, url: str, times: int) -> dict[str, Any]:
    """Open the page `times` times by somebody new, and each time once more by the same person.

    Returns:
        medians in seconds, with every single figure beside them.
    """
    first: list[Timing] = []
    second: list[Timing] = []
    for _turn in range(times):
        context = browser.new_context(locale="ja-JP")
        first.append(_visit(context, url))
        second.append(_visit(context, url))
        context.close()
    return {
        "first_visit": _summary(first),
        "second_visit": _summary(second),
        "requests": _count_requests(browser, url),
    }


def open_page(context: BrowserContext, url: str) -> tuple[Page, float]:
    """Open the page and wait for its first control; return it with the seconds that took."""
    page = context.new_page()
    began = time.monotonic()
    page.goto(url, wait_until="commit", timeout=1000 * _PATIENCE)
    _until(page, _READY, True)
    return page, time.monotonic() - began


def first_paint(page: Page) -> float:
    """Return the seconds from the request to the first text or picture (W3C Paint Timing)."""
    _until_not(page, _PAINTED, None)
    return float(page.evaluate(_PAINTED)) / 1000


def change(page: Page) -> float:
    """Choose another entry and wait until the picture is another; return the seconds."""
    _until_not(page, _STATE, "")
    before = page.evaluate(_STATE)
    began = time.monotonic()
    page.evaluate(_CHOOSE)
    _until_not(page, _STATE, before)
    return time.monotonic() - began


def _visit(context: BrowserContext, url: str) -> Timing:
    began = time.monotonic()
    page, control = open_page(context, url)
    change(page)
    timing = Timing(control, time.monotonic() - began)
    page.close(run_before_unload=True)
    return timing


def _until(page: Page, question: str, wanted: object) -> None:
    _poll(page, question, lambda answer: answer == wanted)


def _until_not(page: Page, question: str, unwanted: object) -> None:
    _poll(page, question, lambda answer: answer not in (unwanted, ""))


def _poll(page: Page, question: str, is_good: Any) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            if is_good(page.evaluate(question)):
                return
        except Exception as error:
            if "context was destroyed" not in str(error) and "navigat" not in str(error):
                raise
        time.sleep(_LOOK)
    raise GradingError(
        _("The page did not answer within {seconds:.0f} s.").format(seconds=_PATIENCE)
    )


def _count_requests(browser: Browser, url: str) -> dict[str, int]:
    """Count what a first visit asks for, and how many bytes come (HTTP bodies, decoded)."""
    context = browser.new_context(locale="ja-JP")
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(_size(request)))
    page.goto(url, wait_until="commit", timeout=1000 * _PATIENCE)
    _until(page, _READY, True)
    page.wait_for_timeout(1000)
    context.close()
    return {"count": len(sizes), "bytes": sum(sizes)}


def _size(request: Any) -> int:
    try:
        return int(request.sizes()["responseBodySize"])
    except Exception:  # noqa: BLE001 - a request of a closed page has no size any more
        return 0


def _summary(timings: list[Timing]) -> dict[str, Any]:
    controls, answers = [t.control for t in timings], [t.answer for t in timings]
    return {
        "control": round(statistics.median(controls), 3),
        "answer": round(statistics.median(answers), 3),
        "controls": [round(value, 3) for value in controls],
        "answers": [round(value, 3) for value in answers],
    }
