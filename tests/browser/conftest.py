"""A real Chromium that may talk to this machine only, and sites for it to visit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a module; while it is there, its event loop runs."""
    if CHROMIUM is None:
        pytest.skip("Chromium is missing: the pages were not looked at. Install chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


class StrictPage:
    """A page, and every request of it that left this machine."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.elsewhere: list[str] = []
        self.problems: list[str] = []
        page.on("request", lambda request: self._note(request.url))
        page.on("websocket", lambda socket: self._note(socket.url))
        page.on("console", lambda message: self._judge(message.text))

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about", "file") and parts.hostname != "127.0.0.1":
            self.elsewhere.append(url)

    def _judge(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.problems.append(text)

    def violations(self) -> list[str]:
        """Return what axe finds, one line each, with the place, once the page is not busy."""
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0, timeout=90_000)
        found = Axe().run(self.page).response["violations"]
        return [
            f"{entry['id']}: {node['html'][:160]}" for entry in found for node in entry["nodes"]
        ]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )


@pytest.fixture
def strict(chromium: Browser) -> Iterator[StrictPage]:
    """A fresh page; the test fails if anything was asked of another host."""
    context = chromium.new_context(locale="ja-JP", viewport={"width": 1280, "height": 900})
    page = StrictPage(context.new_page())
    yield page
    context.close()
    assert page.elsewhere == []
    assert page.problems == []


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of the whole project."""
    return Path(__file__).parents[2]
