"""Promises of the rule for pictures: what would break a face is found before it does."""

from __future__ import annotations

import base64
from typing import Any

import nbformat
import pytest

from terakoya.authoring.checks.pictures.face_pictures import find_broken_pictures
from terakoya.faces.markup import read_markup
from tests.made import markdown, notebook

PNG = "iVBORw0KGgo="
"""The beginning of one, which is what tells it."""


def found(text: str, **more: Any) -> list[str]:
    """What is found in a notebook of one text, beside which there is `data/絵 1.png`."""
    cell = markdown("a", text) | more
    made = read_markup(nbformat.from_dict(notebook(cell)), "a.ipynb")
    files = {"data/絵 1.png": base64.b64decode(PNG), "data/a.bmp": b"BM"}
    return [
        f"{cell.place}: {picture}"
        for cell in made
        for picture in find_broken_pictures(cell, files.get)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "![絵](<data/絵 1.png>)",
        "![絵](data/%E7%B5%B5%201.png)",
        '<img src="data/絵 1.png">',
        "![絵](data:image/png;base64,iVBORw0KGgo=)",
        "`![絵](no.png)`",
    ],
)
def test_pictures_that_are_there_are_no_finding(text: str) -> None:
    """However its address is written, a picture that is there is fine."""
    assert found(text) == []


def test_pasted_picture_is_looked_for_in_its_cell() -> None:
    """A pasted picture lies in the notebook; where it was lost, that is told."""
    pasted = {"a.png": {"image/png": PNG}}
    assert found("![絵](attachment:a.png)", attachments=pasted) == []
    assert found("![絵](attachment:a.png)")


@pytest.mark.parametrize("address", ["no.png", "data/a.bmp", "https://elsewhere.example/a.png"])
def test_pictures_that_break_a_face_are_found(address: str) -> None:
    """The finding names the cell and the picture."""
    (sentence,) = found(f"文 ![絵]({address})")
    assert sentence.startswith("a.ipynb, cell 1: ")
    assert address in sentence


def test_picture_elsewhere_is_fine_where_no_paper_shows_it() -> None:
    """A cell that is kept to the exercise may show a picture of another host."""
    text = "![絵](https://elsewhere.example/a.png)"
    assert found(text, metadata={"tags": ["exercise-only"]}) == []
