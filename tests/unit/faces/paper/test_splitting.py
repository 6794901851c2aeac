"""Tables that are longer than a slide."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from terakoya.faces.paper.document import Block
from terakoya.faces.paper.splitting import MOST, split_table
from terakoya.faces.slides.slicing import cut_slides


def long_table(rows: int, down: int = 1) -> str:
    """Return a table with so many rows; each heading of rows goes over `down` of them."""
    cells = (
        f"<tr>{f'<th rowspan={down}>組{n // down}</th>' if n % down == 0 else ''}<td>{n}</td></tr>"
        for n in range(rows)
    )
    head = "<caption>表</caption><thead><tr><th>組</th><th>数</th></tr></thead>"
    return f"<div class='table'><table>{head}<tbody>{''.join(cells)}</tbody></table></div>"


def numbers(html: str) -> list[int]:
    """Return what the rows say."""
    return [int(cell.get_text()) for cell in BeautifulSoup(html, "html.parser").select("td")]


@pytest.mark.parametrize(
    ("rows", "down", "pieces"), [(20, 1, 1), (21, 1, 2), (45, 1, 3), (24, 4, 2)]
)
def test_long_table_goes_over_several_screens(rows: int, down: int, pieces: int) -> None:
    """Every row once, in order, under the same headings; groups of rows stay together."""
    made = split_table(long_table(rows, down))
    assert len(made) == pieces
    assert [number for piece in made for number in numbers(piece)] == list(range(rows))
    for piece in made:
        assert "<th>組</th>" in piece
        assert len(numbers(piece)) <= MOST
        assert len(numbers(piece)) % down == 0


def test_wide_table_goes_over_several_screens() -> None:
    """Every column once, each piece with the headings of rows and columns."""
    years = [f"令和{n}年度" for n in range(1, 31)]
    cells = "".join(f"<td>{n}234567</td>" for n in range(1, 31))
    head = "".join(f"<th>{year}</th>" for year in ("款", *years))
    table = f"<table><thead><tr>{head}</tr></thead><tr><th>民生費</th>{cells}</tr></table>"
    made = [BeautifulSoup(piece, "html.parser") for piece in split_table(table)]
    assert len(made) > 2
    assert [th.get_text() for piece in made for th in piece.select("thead th")[1:]] == years
    assert all(piece.select("thead th")[0].get_text() == "款" for piece in made)
    assert all(piece.select("tbody th, tr > th")[-1].get_text() == "民生費" for piece in made)
    assert all(len(piece.select("td")) == len(piece.select("thead th")) - 1 for piece in made)


def test_group_longer_than_a_screen_stays_whole() -> None:
    """A cell over all rows cannot be cut."""
    assert len(split_table(long_table(30, 30))) == 1


def test_each_piece_is_a_slide_with_the_heading() -> None:
    """What stands behind the table comes after its last piece."""
    html = f"<h2>問1</h2>{long_table(30)}<p>要点です。</p>"
    slides = cut_slides([Block(html)], "題")
    assert [BeautifulSoup(s.html, "html.parser").h2.get_text() for s in slides] == ["問1", "問1"]
    assert "表 (2/2)" in slides[1].html
    assert "要点です。" not in slides[0].html
    assert "要点です。" in slides[1].html
