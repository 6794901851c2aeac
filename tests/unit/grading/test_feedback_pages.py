"""A page whose notebook cannot be shown is a page all the same."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from terakoya.grading import feedback_pages
from terakoya.language import use_language
from tests.made import code, notebook

PICTURE = {"output_type": "display_data", "data": {"image/png": "AAAA"}}
ODD = {
    "metadata of a picture": PICTURE | {"metadata": {"image/png": 5}},
    "view of a widget": {
        "output_type": "display_data",
        "data": {"application/vnd.jupyter.widget-view+json": 5},
        "metadata": {},
    },
}


def body(*outputs: Any) -> str:
    """The page's part for a notebook of one cell."""
    with use_language("en"):
        return feedback_pages._body(notebook(code("c", "answer = 1") | {"outputs": [*outputs]}), {})


@pytest.mark.parametrize("kind", ODD)
def test_odd_output_costs_nothing_else(kind: str) -> None:
    """The code, and what other cells show, stand on the page."""
    text = {"output_type": "stream", "name": "stdout", "text": "shown"}
    page = body(ODD[kind], text)
    assert "answer" in page
    assert "shown" in page


@pytest.mark.parametrize("kind", ODD)
def test_odd_output_is_one(kind: str) -> None:
    """Control: what makes HTML of notebooks fails on it."""
    content = notebook(code("c", "") | {"outputs": [ODD[kind]]})
    content["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {"state": {"1": {}}}
    }
    with pytest.raises(Exception, match=r"attribute|subscript"):
        feedback_pages._to_html(content)


def test_output_that_cannot_be_shown_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails, a sentence stands in its place."""
    made = feedback_pages._to_html

    def fail(content: Any) -> str:
        if any("display_data" in str(cell.get("outputs")) for cell in content["cells"]):
            raise ValueError
        return made(content)

    monkeypatch.setattr(feedback_pages, "_to_html", fail)
    page = body(PICTURE | {"metadata": {}})
    assert "This could not be shown" in page
    assert "answer" in page


def test_notebook_that_cannot_be_shown_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing of it can be shown, that sentence is all."""
    monkeypatch.delattr(feedback_pages, "_to_html")
    assert body(PICTURE) == "<p>This could not be shown</p>"


def test_text_that_takes_for_ever_costs_no_other_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its notebook is given up; libraries that go on after every error are stopped, too."""
    monkeypatch.setattr(feedback_pages, "LONGEST", 0.2)
    monkeypatch.setattr(feedback_pages, "_to_html", _never_end)
    assert body(PICTURE) == "<p>This could not be shown</p>"


def _never_end(_content: Any) -> str:
    while True:
        with suppress(Exception):
            "".join(map(str, range(1000)))
