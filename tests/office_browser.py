"""Somebody at a browser in front of an office: opens pages, logs in, changes a password."""

from __future__ import annotations

import html
import re
from typing import Self

import httpx

__all__ = ["Visitor"]

_NAVIGATION = {
    "accept": "text/html",
    "accept-language": "en",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    "sec-fetch-site": "none",
}


class Visitor:
    """A browser with cookies. `base` is the office's address, which ends with a slash."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.client = httpx.Client(headers=_NAVIGATION, follow_redirects=True, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.client.close()

    def open(self, path: str) -> httpx.Response:
        """Open a page, wherever it leads."""
        return self.client.get(self.base + path)

    def log_in(self, name: str, password: str) -> httpx.Response:
        """Open the site, fill in the form that comes, and send it."""
        page = self.open("services/portal/")
        assert 'name="password"' in page.text, page.text[:500]
        return self._send("hub/login", page, username=name, password=password)

    def choose_password(
        self, page: httpx.Response, name: str, old: str, new: str
    ) -> httpx.Response:
        """Fill in the form that a first password leads to."""
        given = {"username": name, "password": old, "new": new, "again": new}
        self._send("hub/change-password", page, **given)

    def _send(self, path: str, page: httpx.Response, **fields: str) -> httpx.Response:
        hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        told = {name: html.unescape(value) for name, value in hidden}
        return self.client.post(self.base + path, data=told | fields)
