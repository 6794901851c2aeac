"""Cells that many pages have in common are made safe once, and as safe as each by itself."""

from __future__ import annotations

import pytest
from nbconvert.filters import clean_html

from terakoya.grading import cleaned_code
from terakoya.grading.cleaned_code import clean_code

TEXTS = {
    "code": '<div class="highlight"><pre><span class="n">x</span> &lt; 1</pre></div>',
    "script": "<pre>x<script>alert(1)</script></pre>",
    "attribute": '<span class="n" onclick="alert(1)">x</span>',
    "an end too early": "</pre></div><b>x",
    "nothing": "",
}


@pytest.mark.parametrize("what", TEXTS)
def test_code_is_cleaned_as_nbconvert_does(what: str) -> None:
    """The first time, and again; a text that is too long to be kept, too."""
    text = TEXTS[what]
    long = text + "x" * cleaned_code._LONGEST_KEPT
    assert [clean_code(text), clean_code(text), clean_code(long)] == [
        clean_html(text),
        clean_html(text),
        clean_html(long),
    ]


def test_code_of_many_pages_is_cleaned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same text costs once; another one, however like it, is cleaned by itself."""
    asked: list[str] = []
    monkeypatch.setattr(cleaned_code, "clean_html", lambda text: asked.append(text) or text)
    cleaned_code._kept.cache_clear()
    for text in ("<b>a", "<b>a", "<b>b", "<b>a"):
        clean_code(text)
    cleaned_code._kept.cache_clear()
    assert asked == ["<b>a", "<b>b"]
