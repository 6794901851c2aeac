"""HTML from a learner's code: plain markup stays, everything that acts or calls out goes."""

from __future__ import annotations

import re

import pytest

from terakoya.grading.sanitise import sanitise, sanitise_strictly

PNG = "data:image/png;base64,iVBORw0KGgo="
HARMFUL = {
    "script": "<script>steal()</script>",
    "handler": '<p onclick="steal()">x</p>',
    "image from elsewhere": '<img src="https://elsewhere.example/steal.png">',
    "svg data": '<img src="data:image/svg+xml;base64,steal">',
    "script link": '<a href="javascript:steal()">x</a>',
    "data link": '<a href="data:text/html,steal">x</a>',
    "frame": '<iframe src="https://elsewhere.example/steal"></iframe>',
    "form": '<form action="https://elsewhere.example/steal"><input></form>',
    "style": "<style>@import url(https://elsewhere.example/steal)</style>",
    "style attribute": '<p style="background:url(https://elsewhere.example/steal)">x</p>',
    "base": '<base href="https://elsewhere.example/steal">',
    "meta": '<meta http-equiv="refresh" content="0;url=https://elsewhere.example/steal">',
    "svg": '<svg><a xlink:href="javascript:steal()"><text>x</text></a></svg>',
    "math": '<math><mtext><img src="steal" onerror="steal()"></mtext></math>',
    "object": '<object data="steal"></object>',
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_harmful_markup_is_gone(kind: str) -> None:
    """Nothing that acts, or that another host would see, is left."""
    assert "steal" in HARMFUL[kind]  # the control: it is there before
    assert "steal" not in sanitise(HARMFUL[kind])
    assert "steal" not in sanitise_strictly(HARMFUL[kind])


def test_plain_markup_stays() -> None:
    """Tables, pictures of the page and links inside it stay."""
    html = f'<table><tr><th scope="row">町</th></tr></table><img src="{PNG}" alt="図">'
    assert PNG in sanitise(html)
    assert '<th scope="row">町</th>' in sanitise(html)
    assert '<a href="#item-1">' in sanitise('<a href="#item-1">設問</a>')


POSING = {
    "class": '<p class="verdict">x</p>',
    "id": '<p id="result">x</p>',
    "link": '<a href="#result">x</a>',
    "name": '<p title="verdict" aria-label="verdict" role="alert">x</p>',
    "landmark": "<main><nav>x</nav></main>",
    "heading": "<h1>x</h1>",
    "figure": "<figure><figcaption>x</figcaption></figure>",
    "details": "<details open><summary>x</summary></details>",
}


@pytest.mark.parametrize("kind", POSING)
def test_strict_markup_has_nothing_that_a_page_has(kind: str) -> None:
    """The words stay; a heading is a strong line."""
    assert set(re.findall(r"<[^>]+>", sanitise_strictly(POSING[kind]))) <= {
        *("<p>", "</p>", "<div>", "</div>", "<strong>", "</strong>")
    }
    assert "x" in sanitise_strictly(POSING[kind])


def test_strict_picture_has_words_or_is_none() -> None:
    """One from elsewhere leaves no empty frame."""
    html = f'<img src="{PNG}"><img src="https://elsewhere.example/a.png"><img alt="町" src="{PNG}">'
    shown = f'<img alt="Picture" src="{PNG}"><img alt="町" src="{PNG}">'
    assert sanitise_strictly(html) == shown
