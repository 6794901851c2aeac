"""A feedback page in a real browser: readable for everyone, and quiet whatever a learner wrote."""

from __future__ import annotations

import io
import time
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from tests.made import filled, markdown, tiny_notebook

from .conftest import StrictPage
from .made_feedback import write_feedback_page

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HOSTILE = """<script>document.title = 'taken over'</script>
<img src="https://elsewhere.example/x.png"><iframe src="https://elsewhere.example/"></iframe>
<p onmouseover="location='https://elsewhere.example'">x</p>
<table class="dataframe"><tr><th>町</th><th>人数</th></tr><tr><td>本町</td><td>1</td></tr></table>
"""
FORMULAS = "中に $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + a_{10} + a_{11} = s$ です。"
FORMULAS += "\n\n$$b_1 + b_2 + b_3 + b_4 + b_5 + b_6 + b_7 + b_8 + b_9 + b_{10} + b_{11} = t$$"


def executed() -> dict[str, Any]:
    """An executed notebook whose outputs hold pictures, tables, errors and hostile HTML."""
    content = filled(tiny_notebook(), {"total": "total = 11"})
    content["cells"].insert(
        1, markdown("more", f"# 大きな見出し\n\n- [外](https://elsewhere.example)\n\n{FORMULAS}")
    )
    outputs = [
        {"output_type": "display_data", "data": {"text/html": HOSTILE}, "metadata": {}},
        {"output_type": "display_data", "data": {"image/png": PIXEL}, "metadata": {}},
        {"output_type": "stream", "name": "stdout", "text": "長い出力" * 200},
        {"output_type": "error", "ename": "ValueError", "evalue": "だめ", "traceback": ["x"]},
    ]
    for cell in content["cells"]:
        if cell["id"] == "double":
            cell["outputs"] = outputs
    return content


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    """The page of a learner with one right and one wrong item."""
    return write_feedback_page(tmp_path / "index.html", executed())


def test_feedback_page_is_accessible_and_stays_at_home(strict: StrictPage, page_file: Path) -> None:
    """axe finds nothing, the title is ours, and no other host hears of the visit."""
    strict.page.goto(page_file.as_uri())
    assert strict.page.title() == "小さな演習 – 髙﨑 凛"
    assert strict.violations() == []


def test_feedback_page_is_whole_at_twice_the_size(strict: StrictPage, page_file: Path) -> None:
    """At 200 % zoom nothing has to be scrolled sideways, and links lead to the items."""
    strict.page.set_viewport_size({"width": 640, "height": 700})
    strict.page.goto(page_file.as_uri())
    assert strict.overflow() <= 0
    strict.page.get_by_role("link", name="合計する").focus()
    strict.page.keyboard.press("Enter")
    assert strict.page.url.endswith("#item-total-check")


def test_feedback_page_is_whole_on_a_small_telephone(strict: StrictPage, page_file: Path) -> None:
    """At 320 pixels a long formula scrolls inside; a heading of the table is not torn apart."""
    strict.page.set_viewport_size({"width": 320, "height": 900})
    strict.page.goto(page_file.as_uri())
    assert strict.page.locator("math").count() == 2
    assert strict.overflow() <= 0


def test_boxes_are_there_without_script_and_on_paper(chromium: Browser, page_file: Path) -> None:
    """The site shows pages without any script; what a notebook showed is printed with them."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_file.as_uri())
    printed = PdfReader(io.BytesIO(page.pdf()))
    context.close()
    text = "".join(normalize("NFKC", sheet.extract_text()) for sheet in printed.pages)
    assert "本町" in text
    assert "あなたのノートブックが表示したもの" in text


def test_wide_table_is_scrolled_with_keys(strict: StrictPage, tmp_path: Path) -> None:
    """On a small telephone it scrolls in its box, whose name says what it is."""
    rows = "".join(f"<td>{number}000000</td>" for number in range(40))
    table = {"output_type": "display_data", "data": {"text/html": f"<table><tr>{rows}"}}
    content = filled(tiny_notebook(), {})
    content["cells"][2]["outputs"] = [table | {"metadata": {}}]
    strict.page.set_viewport_size({"width": 320, "height": 900})
    strict.page.goto(write_feedback_page(tmp_path / "a.html", content).as_uri())
    box = strict.page.get_by_role("group", name="あなたのノートブックが表示したもの")
    box.focus()
    strict.page.keyboard.press("ArrowRight")
    # not `wait_for_function`: it evaluates text in the page, which the page's policy forbids
    deadline = time.monotonic() + 10
    while not box.evaluate("element => element.scrollLeft"):
        assert time.monotonic() < deadline
        strict.page.wait_for_timeout(20)
    assert strict.overflow() <= 0
    assert strict.violations() == []
