"""Promises of showing outputs without scripts."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from terakoya.faces.app.live.bundle import (
    WIDGET_VIEW,
    NotLightError,
    failure_notice,
    needs_script,
    render_outputs,
)


def shown(data: dict[str, Any], alt: str = "", heading: str = "") -> str:
    """One display as HTML."""
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    return render_outputs([output], alt, heading)


def test_text_is_escaped() -> None:
    """What a cell prints is text."""
    output = {"output_type": "stream", "name": "stdout", "text": "<b>1</b>"}
    assert render_outputs([output], "", "") == "<pre>&lt;b&gt;1&lt;/b&gt;</pre>"


def test_standard_error_is_for_the_log() -> None:
    """A warning of a library is nothing for visitors."""
    output = {"output_type": "stream", "name": "stderr", "text": "Warning"}
    assert render_outputs([output], "", "") == ""


def test_picture_has_the_authors_words() -> None:
    """The author's text, escaped; otherwise the heading."""
    assert 'alt="&quot;棒&quot;"' in shown({"image/png": "AA\nAA"}, '"棒"', "題")
    assert "題" in shown({"image/png": "AAAA"}, "", "題")
    assert "base64,AAAA" in shown({"image/png": "AA\nAA"})


def test_richest_kind_is_shown() -> None:
    """HTML before text, a control before both, a formula as MathML."""
    assert "<b>" in shown({"text/html": "<b>x</b>", "text/plain": "x"})
    assert 'data-model="m"' in shown({WIDGET_VIEW: {"model_id": "m"}, "text/plain": "x"})
    assert "<math" in shown({"text/latex": "$x^2$", "text/plain": "x"})


@pytest.mark.parametrize(
    "html",
    ["<script>x()</script>", "<SCRIPT src=a>", "<iframe src=a>", '<p onclick="x()">', "<object>"],
)
def test_html_with_a_script_is_not_light(html: str) -> None:
    """It would not work here, so the page is Voila's own."""
    assert needs_script(html)
    with pytest.raises(NotLightError):
        shown({"text/html": html, "text/plain": "x"})


def test_picture_stands_in_for_a_script() -> None:
    """A chart that brings a picture is shown by it."""
    assert "<img" in shown({"text/html": "<script>x()</script>", "image/png": "AAAA"})


def test_unknown_kind_is_not_light() -> None:
    """A script that brings all it needs runs on Voila's own page."""
    with pytest.raises(NotLightError, match="javascript"):
        shown({"application/javascript": "draw()", "text/plain": "<B object>"})


@pytest.mark.parametrize(
    "data",
    [
        {"application/x-own": "…", "text/plain": "<Chart>"},
        {"application/vnd.holoviews_exec.v0+json": "", "text/plain": ":Curve   [x]   (y)"},
        {"application/javascript": "load('https://cdn.example.org/a')"},
        {"text/html": "<script src='//cdn.example.org/a.js'></script><p>図</p>"},
        {"text/html": "<iframe srcdoc='&lt;link href=&quot;https://a.example.org/&quot;&gt;'>"},
        {"text/html": "<script type='module'>import('blob:x')</script><i>図</i>"},
        {"application/vnd.plotly.v1+json": {"data": [{"type": "scattermap"}]}},
        {"application/vnd.vegalite.v5+json": {"data": {"url": "a.csv"}}},
    ],
)
def test_what_no_page_can_show_is_said(data: dict[str, Any]) -> None:
    """It loads something from elsewhere, or nobody here draws it: a sentence, no empty place."""
    assert "from another host" in shown(data)


def test_sentence_is_said_once_in_a_cell() -> None:
    """Two maps are one sentence."""
    output = {"output_type": "display_data", "data": {"application/x": ""}, "metadata": {}}
    assert render_outputs([output, output], "", "").count("<p") == 1


def test_result_of_no_kind_is_nothing() -> None:
    """Libraries send such a thing to update a place that was never made."""
    assert shown({}) == ""


def test_link_is_no_other_host() -> None:
    """Nor is the name of a format, or an address in a remark."""
    html = (
        "<script>/* https://a.example.org */ go('http://www.w3.org/2000/svg')</script>"
        "<a href='https://a.example.org'>読む</a>"
    )
    with pytest.raises(NotLightError):
        shown({"text/html": html})


@pytest.mark.parametrize("kind", ["plotly.v1", "vegalite.v6", "vega.v5"])
def test_chart_is_data_for_the_pages_script(kind: str) -> None:
    """Nothing in it ends its element, and no number is one that JSON does not have."""
    spec = {"data": [{"x": ["</script>&"], "y": [float("nan")]}], "description": "<b>図"}
    html = shown({f"application/vnd.{kind}+json": spec, "text/plain": "x"}, heading="題")
    held = re.search(r'<script type="application/json">(.*)</script></figure>', html)
    assert held is not None
    assert "<" not in held[1]
    assert json.loads(held[1])["data"][0]["x"] == ["</script>&"]
    assert json.loads(held[1])["data"][0]["y"] == [None]
    assert 'aria-label="' in html


def test_plotlys_lines_by_webgl_are_plain_lines() -> None:
    """Many points need no code that is made while it runs; three dimensions would."""
    spec = {"data": [{"type": "scattergl", "x": [1]}]}
    assert '"type":"scatter"' in shown({"application/vnd.plotly.v1+json": spec})
    spec = {"data": [{"type": "scatter3d"}]}
    assert "tk-notice" in shown({"application/vnd.plotly.v1+json": spec})


@pytest.mark.parametrize("status", ["timeout", "memory-limit", "output-limit", "died", "error"])
def test_failure_is_one_kind_sentence(status: str) -> None:
    """However it failed."""
    assert failure_notice(status).count("<p") == 1


def result(**data: str) -> dict[str, object]:
    """An output of a cell."""
    named = {kind.replace("_", "/"): value for kind, value in data.items()}
    return {"output_type": "execute_result", "data": named, "metadata": {}}


def test_name_of_a_drawing_is_left_out_beside_its_picture() -> None:
    """What Python calls it says nothing to readers; alone it stays, so that nothing is hidden."""
    name, picture = result(text_plain="<Axes: xlabel='町'>"), result(image_png="AAAA")
    assert "Axes" not in render_outputs([name, picture], "", "")
    assert "Axes" in render_outputs([name], "", "")
    assert "5" in render_outputs([result(text_plain="np.int64(5)"), picture], "", "")


def test_numbers_are_shown_as_people_write_them() -> None:
    """Without the names of numpy's classes."""
    assert render_outputs([result(text_plain="np.int64(2445)")], "", "") == "<pre>2445</pre>"


def test_printed_text_is_shown_as_it_stands_in_the_end() -> None:
    """A line that is written over shows its last state, without a terminal's colours."""
    text = "\r10%\r100%\n\x1b[31m赤い\x1b[0m\n"
    stream = {"output_type": "stream", "name": "stdout", "text": text}
    assert render_outputs([stream], "", "") == "<pre>100%\n赤い\n</pre>"


def test_chart_without_its_package_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page has nothing to draw with where the script is not installed."""
    monkeypatch.setattr("terakoya.faces.app.live.charts.can_draw", lambda _drawer: False)
    spec = {"data": [{"type": "bar"}]}
    assert "tk-notice" in shown({"application/vnd.plotly.v1+json": spec})
