"""Tables of many makers: which cells head something, on paper, and as the PDF tells it."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pikepdf
import pytest
from bs4 import BeautifulSoup
from page import validate_pdf_bytes

from terakoya.faces.paper.cleaning import clean_fragment
from terakoya.faces.paper.document import Block, Document
from terakoya.faces.paper.pdf import make_pdf

PAIRS = pd.MultiIndex.from_product([["男", "女"], ["2020", "2025"]], names=["性別", "年"])
PLACES = pd.MultiIndex.from_product([["東部", "西部"], ["本町", "東町"]], names=["地域", "町"])
CROSSED = pd.DataFrame([[1, 2, 3, 4]] * 4, index=PLACES, columns=PAIRS)
NAMED = pd.DataFrame({"人数": [1], "世帯": [2]}, index=pd.Index(["本町"], name="町"))
LETTERS = {"col": "C", "colgroup": "C", "row": "R", "rowgroup": "R"}


def cleaned(html: str) -> str:
    """Return a table as paper has it."""
    return clean_fragment(html, "here", lambda _name: None)


def heads_of(html: str) -> list[str]:
    """Return what the cells of each row head: C a column, R a row, . nothing; | ends the head."""
    rows = BeautifulSoup(cleaned(html), "html.parser").find_all("tr")
    return [
        "".join(
            LETTERS[str(cell["scope"])] if cell.name == "th" else "."
            for cell in row.find_all(["th", "td"])
        )
        + ("|" if row.find_parent("thead") else "")
        for row in rows
    ]


def table(*rows: str) -> str:
    """Return a table: cells apart by spaces, headings with a star before them."""
    cells = (
        "".join(f"<th>{c[1:]}</th>" if c[0] == "*" else f"<td>{c}</td>" for c in row.split())
        for row in rows
    )
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"


CASES = {
    "heads of rows above numbers": (table("町 人数", "本町 12", "東町 8"), ["CC|", "..", ".."]),
    "headings without a head": (table("*町 *人数", "本町 12"), ["CC|", ".."]),
    "an empty corner": (table("* *人数", "*本町 12"), [".C|", "R."]),
    "two rows of headings": (table("* *男", "*町 *人", "*本町 12"), [".C|", "CC|", "R."]),
    "headings of rows alone": (table("*町 本町", "*人数 12"), ["R.", "R."]),
    "headings in every row": (table("*町 *人数", "*本町 *12"), ["RR", "RR"]),
    "bold cells": (table("<b>町</b> <strong>係</strong>", "本町 佐藤"), ["CC|", ".."]),
    "sums, no head": (table("合計 12", "平均 3"), ["..", ".."]),
    "words over words": (table("本町 佐藤", "東町 鈴木"), ["..", ".."]),
    "one row": (table("町 人数"), [".."]),
    "an index with a name": (NAMED._repr_html_(), ["CCC|", "R.."]),
    "an index with a name, styled": (NAMED.style.to_html(), ["CCC|", "R.."]),
    "two levels both ways": (CROSSED._repr_html_(), [".CCC|", "CCCCCC|", "RR....", "R...."]),
    "cells of a head that are no headings": (
        "<table><thead><tr><td>町</td><td>人</td></tr></thead><tr><td>a</td><td>1</td></tr></table>",
        ["CC|", ".."],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_table_of_any_maker_says_what_its_cells_head(case: str) -> None:
    """Heads are told from the first rows, also where nothing marks them; none stays empty."""
    html, wanted = CASES[case]
    assert heads_of(html)[: len(wanted)] == wanted


def test_names_of_an_index_join_the_row_above() -> None:
    """The index's names stand over its columns, beside the name of the columns."""
    heads = BeautifulSoup(cleaned(CROSSED._repr_html_()), "html.parser").select("thead tr")
    assert [cell.get_text() for cell in heads[-1]("th")][:3] == ["地域", "町 / 年", "2020"]
    assert len(heads) == 2


def made(*fragments: str) -> bytes:
    """Set fragments as a handout."""
    blocks = tuple(Block(cleaned(html)) for html in fragments)
    return make_pdf(Document("題", "", "ja", "ja", date(2026, 1, 1), blocks, (), ()))


def elements(node: pikepdf.Object, name: str) -> Iterator[pikepdf.Object]:
    """Yield the elements of a name, in the order of the tags."""
    held = node.get("/K", [])
    for child in held if isinstance(held, pikepdf.Array) else [held]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            if str(child.S) == f"/{name}":
                yield child
            yield from elements(child, name)


def told(cell: pikepdf.Object) -> str:
    """Return what a cell heads, as its tag says."""
    if cell.S == "/TD":
        return "."
    (scope,) = (str(entry.Scope) for entry in cell.A if entry.O == "/Table")
    return {"/Column": "C", "/Row": "R"}[scope]


def test_tags_of_a_table_say_what_its_cells_head() -> None:
    """A screen reader reads the row's heading as well as the column's; a corner heads nothing."""
    with pikepdf.open(io.BytesIO(made(CROSSED._repr_html_()))) as document:
        rows = list(elements(document.Root.StructTreeRoot, "TR"))
        heads = ["".join(told(cell) for cell in row.K) for row in rows]
        spans = [entry for cell in rows[2].K for entry in cell.get("/A", []) if "/RowSpan" in entry]
    assert heads == [".CCC", "CCCCCC", "RR....", "R....", "RR....", "R...."]
    assert [int(entry.RowSpan) for entry in spans] == [2]


def test_captions_are_tagged_as_what_they_are() -> None:
    """The words of a table, and those below a picture, belong to it; so does what it shows."""
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    figure = f'<figure><img src="{dot}" alt="点"><figcaption>点の絵</figcaption></figure>'
    pdf = made(NAMED.style.set_caption("人数（人）").to_html(), figure)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        (of_table,) = (one for held in elements(root, "Table") for one in elements(held, "Caption"))
        assert of_table.P.S == "/Table"
        assert len(list(elements(root, "Caption"))) == 2
        assert [str(one.Alt) for one in elements(root, "Figure")] == ["点"]


def wild_table(dice: random.Random) -> str:
    """Return a table as nobody should write one: short rows, spans that reach too far."""

    def cell() -> str:
        spans = "".join(
            f" {name}={dice.choice([0, 2, 3, 99])}"
            for name in ("colspan", "rowspan")
            if dice.random() < 0.25
        )
        kind, inner = dice.choice(["td", "td", "th"]), dice.choice(["", "町", "12", "<p>x</p>"])
        return f"<{kind}{spans}>{inner}</{kind}>"

    def rows(most: int) -> str:
        made = ("".join(cell() for _ in range(dice.randrange(5))) for _ in range(most))
        return "".join(f"<tr>{row}</tr>" for row in made)

    head = f"<thead>{rows(dice.randrange(3))}</thead>" if dice.random() < 0.5 else ""
    caption = "<caption>表</caption>" if dice.random() < 0.5 else ""
    return f"<table>{caption}{head}<tbody>{rows(dice.randrange(7))}</tbody></table>"


def test_wild_tables_become_a_file_that_a_validator_accepts() -> None:
    """However rows and spans fit together, each cell has its tag, and the file is PDF/UA."""
    dice = random.Random(7)  # noqa: S311 - no secret
    wild = [wild_table(dice) for _ in range(60)]
    nested = f"<table><tr><th>町</th><td>{wild[0]}</td></tr></table>"
    report = validate_pdf_bytes(made(*wild, nested), profile="ua1")
    assert [failure.message for failure in report.failures] == []


def test_short_rows_keep_their_cells_in_their_rows() -> None:
    """A cell that is missing leaves a gap; the next row's cells do not slip into it."""
    with pikepdf.open(io.BytesIO(made(table("*町 *人 *世帯", "本町 1", "東町 2 3")))) as document:
        rows = elements(document.Root.StructTreeRoot, "TR")
        assert [len(row.K) for row in rows] == [3, 3, 3]


def test_validator_finds_what_is_wrong() -> None:
    """The control: without the tags of its rows, the same file is refused."""
    with pikepdf.open(io.BytesIO(made(NAMED._repr_html_()))) as document:
        (held,) = elements(document.Root.StructTreeRoot, "Table")
        for cell in elements(held, "TH"):
            del cell["/A"]
        broken = io.BytesIO()
        document.save(broken)
    report = validate_pdf_bytes(broken.getvalue(), profile="ua1")
    assert not report.is_compliant


@pytest.mark.parametrize(
    ("html", "right"),
    [
        (NAMED.to_html(), ["人数", "世帯"]),
        (NAMED.style.to_html(), ["人数", "世帯"]),
        (table("町 人数 率", "本町 1,234 5.0％", "東町 8 △2"), ["人数", "率"]),
        (table("*町 *備考", "本町 12", "東町 なし"), []),
        (CROSSED.to_html(), []),  # cells that span
    ],
    ids=["named", "styled", "plain", "words", "spans"],
)
def test_head_of_numbers_stands_above_them(html: str, right: list[str]) -> None:
    """To the right, where all of a column is numbers; heads of words stay where they are."""
    heads = BeautifulSoup(cleaned(html), "html.parser").find_all("th", class_="over-numbers")
    assert [head.get_text().strip() for head in heads] == right
