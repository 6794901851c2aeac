"""Promises of the language in which a visitor reads."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.responses import PlainTextResponse

from terakoya.portal.reading_language import ReadingLanguage

from .conftest import Visitor


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "ja"),
        ("en-GB,en;q=0.9", "en"),
        ("fr, en;q=0.2, ja;q=0.8", "ja"),
        ("en;q=0, ja", "ja"),
        ("zz;q=nonsense", "ja"),
        ("fr", "ja"),
    ],
)
def test_language_follows_the_browser(visitor: Visitor, accepted: str, language: str) -> None:
    """The browser's first known language; Japanese if there is none."""
    assert f'<html lang="{language}">' in visitor.get("/", accept_language=accepted).text


def test_language_is_remembered(visitor: Visitor) -> None:
    """Who chose a language keeps it on the next page."""
    answer = visitor.get("/?lang=en", accept_language="ja")
    assert '<html lang="en">' in answer.text
    cookie = answer.headers["set-cookie"].partition(";")[0]
    assert '<html lang="en">' in visitor.get("/", accept_language="ja", cookie=cookie).text


def test_unknown_language_is_not_remembered(visitor: Visitor) -> None:
    """Only what we speak is written into a cookie."""
    answer = visitor.get("/?lang=xx%0d%0aevil")
    assert "set-cookie" not in answer.headers


def test_switch_keeps_the_rest_of_the_address(visitor: Visitor) -> None:
    """Changing the language changes nothing else."""
    text = visitor.get("/cohorts/r8-a?sort=-total", accept_language="ja").text
    assert 'href="?sort=-total&amp;lang=en"' in text


@pytest.mark.parametrize(("place", "path"), [("/office/", "/office/"), ("", "/office/site")])
def test_language_is_remembered_for_the_whole_office(place: str, path: str) -> None:
    """The login remembers it there, too: one cookie, so the newest choice counts."""
    door = ReadingLanguage(PlainTextResponse("ok"), place)
    transport = httpx.ASGITransport(door, root_path="/office/site")

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
            return await client.get("/office/site/?lang=en")

    assert f"Path={path};" in asyncio.run(ask()).headers["set-cookie"] + ";"
