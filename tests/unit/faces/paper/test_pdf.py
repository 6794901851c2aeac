"""What can be seen in the PDF: pictures, formulas, and every letter or its name."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from datetime import date
from itertools import pairwise

import pytest
from pypdf import PdfReader

from terakoya.faces.paper.cleaning import clean_fragment
from terakoya.faces.paper.document import Block, Document
from terakoya.faces.paper.letters import in_known_letters
from terakoya.faces.paper.pdf import make_pdf
from terakoya.markdown import render_markdown


def png(width: int = 40, height: int = 20) -> bytes:
    """Return a red picture."""
    rows = b"".join(b"\0" + b"\xcc\x22\x33" * width for _ in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )


def read_picture(name: str) -> bytes | None:
    """Find the one picture that there is."""
    return png() if name == "data/絵 1.png" else None


def made(markdown: str, title: str = "題") -> PdfReader:
    """Set a text cell, with a pasted picture ``a.png``, and open what came out."""
    pasted = {"a.png": {"image/png": base64.b64encode(png(30)).decode()}}
    html = clean_fragment(render_markdown(markdown, pasted), "cell 1", read_picture)
    document = Document(title, "", "ja", "ja", date(2026, 1, 1), (Block(html),), (), ())
    return PdfReader(io.BytesIO(make_pdf(document)))


def text_of(reader: PdfReader) -> str:
    """Return the text without spaces, which are no part of Japanese."""
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def drawn(reader: PdfReader) -> int:
    """Return how often the pages draw a picture."""
    return sum(
        operator == b"Do"
        for page in reader.pages
        for _operands, operator in page.get_contents().operations
    )


A4, MARGIN = 595.3, 62.3  # points
DIGIT = 0.66  # how wide one is, in the size of its letters
PICTURE = "![絵](<data/絵 1.png>)"


@pytest.mark.parametrize(
    ("markdown", "count"),
    [
        (PICTURE, 1),
        (f"前 {PICTURE} 後", 1),
        (f"{PICTURE} {PICTURE}", 2),
        ("![貼った絵](attachment:a.png)", 1),
        ('<img src="data/絵 1.png" alt="絵" width="50">', 1),
        ('<center>\n<img src="data/絵 1.png" alt="絵" width="50%">\n</center>', 1),
        (f"- 項目 {PICTURE}\n\n| 表 |\n|---|\n| {PICTURE} |", 2),
        (f"[{PICTURE}](https://example.org/)", 1),
        (f"**強く {PICTURE}**", 1),
        ("![絵](data/%E7%B5%B5%201.png)", 1),
    ],
)
def test_pictures_in_text_are_on_paper(markdown: str, count: int) -> None:
    """A picture is drawn wherever it stands in a text, however its address is written."""
    assert drawn(made(markdown)) == count


def test_formula_within_a_paragraph_is_on_paper() -> None:
    """A formula with a line of its own is set between the words before and after it."""
    for markdown in ("文 $$x^2 + 7$$ 続き", "- 文 $$x + 7$$ 続き", "**文 $$x + 7$$ 続き**"):
        text = text_of(made(markdown))
        assert "文" in text
        assert "7" in text
        assert "続き" in text


def test_block_inside_a_phrase_is_on_paper() -> None:
    """What HTML nests loosely is set all the same."""
    text = text_of(made("<a><div>中の文</div></a>\n\n<details><summary><h3>折る</h3></summary>"))
    assert "中の文" in text
    assert "折る" in text


def test_tasks_keep_their_state_on_paper() -> None:
    """A box is ticked on paper where it is in the text."""
    text = text_of(made("- [x] 済み\n- [ ] まだ\n- ふつう"))
    assert "☑済み" in text
    assert "☐まだ" in text
    assert text.count("☐") == text.count("☑") == 1


def test_words_longer_than_a_line_are_broken_and_read_whole() -> None:
    """Long addresses, names and code stay within the margins; who copies them gets all of them."""
    address = "https://example.org/" + "abcdefghij" * 16
    texts = ("{}", "[資料]({})", "`{}`", "```\n{}\n```", "| 表 | 頁 |\n|---|---|\n| 1 | {} |")
    for text in texts:
        reader = made(text.format(address))
        lines = [line for line in reader.pages[0].extract_text().split("\n") if "abcdefg" in line]
        assert len(lines) >= 2, text
        assert max(map(len, lines)) < 100, text
        assert address in text_of(reader), text


@pytest.mark.parametrize("columns", [8, 20, 49])
def test_tables_with_many_columns_stay_on_the_page(columns: int) -> None:
    """Their letters are smaller, so that each number keeps its own column."""
    row = "|" + "|".join(["1234567"] * columns) + "|\n"
    page = made(row + "|---" * columns + "|\n" + row).pages[0]
    starts, size, at = list[tuple[float, float]](), 0.0, 0.0
    for operands, operator in page.get_contents().operations:
        if operator == b"cm":
            at = float(operands[4])
        elif operator == b"Tf":
            size = float(operands[1])
        elif operator in (b"Tj", b"TJ"):
            starts.append((at, size))
    smallest = min(size for _at, size in starts)
    numbers = [at for at, size in starts if size == smallest][-columns:]
    wide = 7 * DIGIT * smallest
    assert len(numbers) == columns
    assert all(after - before >= wide for before, after in pairwise(numbers))
    assert numbers[-1] + wide <= A4 - MARGIN


def test_letters_without_a_shape_are_named_and_stop_nothing() -> None:
    """Rare kanji, Hangul and emoji show their codes everywhere; it stays PDF/UA."""
    markdown = "## 見出し 한\n\n𠮷野家と🏙️です。✔ שלום\n\n`𠮷` $\\text{𠮷}$\n\n```\n글\n```"
    reader = made(markdown, title="𠮷野の町")
    text = text_of(reader)
    assert text.count("〔U+20BB7〕") >= 4
    for said in ("見出し〔U+D55C〕", "〔U+20BB7〕野家と〔U+1F3D9〕です。", "✔", "〔U+AE00〕"):
        assert said in text
    assert reader.metadata is not None
    assert reader.metadata.title == "𠮷野の町"
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize(
    ("text", "shown"),
    [("𠮷", "〔U+20BB7〕"), ("\ufe0f", ""), ("か\u0327", "か"), ("ﷺ", "صلى الله عليه وسلم")],
)
def test_letters_are_shown_in_known_ones(text: str, shown: str) -> None:
    """Marks go, letters of the same meaning come, and else the code."""
    assert in_known_letters(text) == shown


def right_ends(reader: PdfReader) -> list[float]:
    """Return where each piece of text ends at least, in points from the left of its page."""
    found: list[float] = []

    def see(text: str, cm: list[float], tm: list[float], _font: object, size: float) -> None:
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            found.append(x)

    for page in reader.pages:
        page.extract_text(visitor_text=see)
    return found


def terms(count: int) -> str:
    """A sum of so many terms."""
    return " + ".join(f"a_{{{n}}}x_{{{n}}}" for n in range(1, count + 1))


WIDE = {
    "a little": f"$$y = {terms(15)}$$",
    "a sum": f"$$y = {terms(40)}$$",
    "a fraction": rf"$$z = \frac{{{terms(30)}}}{{c}}$$",
    "lines": rf"$$\begin{{align}} y &= {terms(18)} \\ z &= x \end{{align}}$$",
    "words": rf"$$\text{{{'どこまでも続く言葉' * 12}}}$$",
    "in a line": rf"文の中の $\frac{{{terms(20)}}}{{c}}$ です。",
    "in a list": f"- 箇条\n\n  $$y = {terms(24)}$$",
    "in a table": f"|列|式|\n|---|---|\n|あ|$y = {terms(24)}$|",
}


@pytest.mark.parametrize("kind", WIDE)
def test_formula_wider_than_the_page_is_on_it(kind: str) -> None:
    """Broken, set smaller or said as text: nothing of it is cut at an edge."""
    reader = made(WIDE[kind])
    left, right = 62.0, 595.3 - 62.0  # the margins of A4, 22 mm
    ends = right_ends(reader)
    assert left - 1 <= min(ends)
    assert max(ends) <= right
    shown = text_of(reader)
    assert ("続く言葉" * 3 if kind == "words" else "15") in shown.replace("どこまでも", "")


def test_boxes_and_colours_are_set() -> None:
    """A box has lines around it, and a colour is one of the page's."""
    plain, boxed = (made(f"$${tex}$$") for tex in ("x", r"\boxed{x}"))
    assert rectangles(boxed) > rectangles(plain)
    stream = made(r"$$\color{red} x$$").pages[0].get_contents().get_data()
    assert b"1 0 0 scn" in stream or b"1 0 0 rg" in stream


def rectangles(reader: PdfReader) -> int:
    """Return how many lines and boxes the first page strokes."""
    operations = reader.pages[0].get_contents().operations
    return sum(operator == b"S" for _operands, operator in operations)


def test_letter_without_a_shape_does_not_stop_a_drawing() -> None:
    """A chart keeps its letters as text; one that no font has is shown as its code there, too."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40">'
    drawn = f'{svg}<text y="20">東町 한 𠮷</text></svg>'.encode()
    address = f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"
    text = text_of(made(f"![町]({address})\n\n文の 한 です。"))
    assert text.count("〔U+D55C〕") == 2
    assert "東町" in text
