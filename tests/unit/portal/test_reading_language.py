"""Promises of the language in which a visitor reads."""

from __future__ import annotations

import pytest

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
