"""Outputs of a learner's code as HTML that needs no script: the best of what they offer."""

from __future__ import annotations

import base64
import re
import time
from typing import Any

import pytest

from terakoya.grading.shown import show_data

PNG = "iVBORw0KGgo="
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><text>町</text></svg>'
TABLE = '<div><style scoped>.a { top: 0 }</style><table class="dataframe"><tr><th></th><th>町</th>'
PLOTLY = '<div id="p" class="plotly"></div><script>Plotly.newPlot("p", [])</script>'
FOLIUM = '<span>Make this Notebook Trusted</span><iframe srcdoc="&lt;script&gt;"></iframe>'
SCRIPT = "This needs a script to be shown."


def shown(**data: Any) -> str | None:
    """What is shown of data by MIME type; two underscores are a slash."""
    kinds = {"svg": "image/svg+xml", "plotly": "application/vnd.plotly.v1+json"}
    by_type = {kinds.get(name, name.replace("__", "/")): value for name, value in data.items()}
    return show_data(by_type, {})


def test_table_keeps_its_cells_and_no_style() -> None:
    """The corner, which heads nothing, is no heading."""
    html = shown(text__html=TABLE, text__plain="x")
    assert html is not None
    assert "<td></td><th>町</th>" in html
    assert not re.search("style|class|top", html)


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif"])
def test_picture_is_part_of_the_page(kind: str) -> None:
    """It has words in its place."""
    html = shown(**{f"image__{kind}": PNG + "\n", "text__plain": "<Figure>"})
    assert (
        html == f'<img alt="Picture that your notebook drew" src="data:image/{kind};base64,{PNG}">'
    )


def test_own_words_of_a_picture_are_words_only() -> None:
    """They end no attribute; a size is a number."""
    metadata = {"image/png": {"alt": '"><b>', "width": 40, "height": '1" onload="x'}}
    html = show_data({"image/png": PNG}, metadata)
    assert html is not None
    assert '<img alt="&quot;&gt;&lt;b&gt;"' in html
    assert html.endswith('width="40">')


def test_drawing_is_a_picture() -> None:
    """By its MIME type or as the whole of an HTML output; as such it can do nothing."""
    for html in (shown(svg=SVG), shown(text__html=f"\n{SVG}\n")):
        assert html is not None
        address = re.search('src="data:image/svg[+]xml;base64,([^"]+)"', html)
        assert address is not None
        assert base64.b64decode(address[1]).decode() == SVG


def test_drawing_with_entities_is_none() -> None:
    """What multiplies itself when it is read is not handed to a browser."""
    svg = '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'
    assert "<img" not in str(shown(svg=svg, text__plain="x"))


def test_what_needs_a_script_gives_way_to_a_picture() -> None:
    """A chart may bring one along."""
    html = shown(text__html=PLOTLY, image__png=PNG, plotly="{}", text__plain="Figure")
    assert html is not None
    assert html.startswith("<img")


@pytest.mark.parametrize("html", [PLOTLY, FOLIUM])
def test_what_needs_a_script_says_so(html: str) -> None:
    """Else there would be nothing to see."""
    told = shown(text__html=html, text__plain="Figure")
    assert told is not None
    assert SCRIPT in told
    assert not re.search("script>|iframe", told)


def test_kind_that_no_page_shows_says_so_beside_its_text() -> None:
    """A chart of a library that sends no HTML."""
    told = shown(plotly="{}", text__plain="Chart(<1>)")
    assert told is not None
    assert "<pre>Chart(&lt;1&gt;)</pre>" in told
    assert SCRIPT in told


@pytest.mark.parametrize(
    ("tex", "formulas", "word"),
    [
        ("$\\displaystyle \\frac{1}{2}$", 1, ""),
        ("$$x^2$$", 1, ""),
        ("面積は $x^2$、長さは $a & b$ です", 2, "面積は"),
        ("費用は 5 ドルです", 0, "費用は"),
    ],
)
def test_formulas_of_a_result_are_elements(tex: str, formulas: int, word: str) -> None:
    """Words around them are words, and no dollar sign is left."""
    html = shown(text__latex=tex, text__plain="x")
    assert html is not None
    assert html.count("<math") == formulas
    assert word in html
    assert "$" not in html


def test_plain_text_is_left_to_the_page() -> None:
    """It needs nothing, and JSON has a text beside it."""
    assert shown(text__plain="1") is None
    assert shown(text__plain="1", application__json="{}") is None


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (
            "<style>#s .fallback { display: none; }</style><div id='s'><div class='fallback'>"
            "rerun this cell or trust the notebook</div><p>LinearRegression()</p></div>",
            "LinearRegression()",
        ),
        ("<p>見える</p><p hidden>rerun this cell</p>", "見える"),
        ("<p>見える</p><p style='display: none'>rerun this cell</p>", "見える"),
        ("<audio controls>rerun this cell</audio>", "Sound and films are not on this page"),
        ("<video><source>rerun this cell</video>", "Sound and films are not on this page"),
        ("<p>図</p><canvas>rerun this cell</canvas>", SCRIPT),
    ],
)
def test_words_for_old_programs_are_nobodys(html: str, words: str) -> None:
    """What no screen shows is not on the page; what cannot be shown is said in ours."""
    page = show_data({"text/html": html, "text/plain": "x"}, {}) or ""
    assert words in page
    assert "rerun" not in page


@pytest.mark.parametrize("unit", ["@", "/*", "a", "{", "@a{", "<audio>", "<style>a{}</style>"])
def test_hidden_parts_are_found_in_time(unit: str) -> None:
    """Whatever a style sheet holds, in processor time as long as it is."""
    html = f"<style>{unit * 20_000} .x {{ display: none }}</style>{unit * 20_000}<p>見える</p>"
    begin = time.process_time()
    show_data({"text/html": html}, {})
    assert time.process_time() - begin < 10


@pytest.mark.parametrize(
    ("rules", "body"),
    [
        ("".join(f".a{n}{{display:none}}" for n in range(6000)), "<i>x</i>" * 20_000),
        (",".join(f".a{n}" for n in range(6000)) + "{display:none}", "<i>x</i>" * 20_000),
        ("".join(f"i{' i' * n}{{display:none}}" for n in range(300)), "<i>" * 300 + "</i>" * 300),
        (
            "".join(f"i:has(b:nth-of-type({n})){{display:none}}" for n in range(500)),
            "<i>x</i>" * 9000,
        ),
    ],
    ids=["many-rules", "many-selectors", "deep", "of-others"],
)
def test_more_selectors_than_can_be_looked_for_cost_nothing(rules: str, body: str) -> None:
    """A small style sheet and a large result would keep the instructor waiting for minutes."""
    begin = time.process_time()
    page = show_data({"text/html": f"<style>{rules}</style>{body}<p>見える</p>"}, {}) or ""
    assert "見える" in page
    assert time.process_time() - begin < 10
