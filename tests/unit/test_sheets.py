"""Tables come in as they were typed, and go out without becoming a program or losing a letter."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from terakoya.errors import ExportError, UsageError
from terakoya.language import use_language
from terakoya.sheets import Form, Sheet, neutralise, read_table, write_table
from terakoya.sheets.filed_workbook import book_bytes

FORMS: tuple[Form, ...] = ("csv-cp932", "csv-utf8", "xlsx")
DANGEROUS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "\t=1",
    "\rx",
    " =1",
    "\u3000=1",
]
DANGEROUS += ["\n=1", "\u200b=1", "\ufeff=1", "\tx", "﹣1", "\u22121"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with use_language("en"):
        yield


def _workbook(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("text", DANGEROUS)
def test_neutralise_dangerous(text: str) -> None:
    """Whatever a spreadsheet might run gets a leading apostrophe."""
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=1", "髙橋", "3-1", "①", " x", "'=1", "株式会社＝x"])
def test_neutralise_harmless(text: str) -> None:
    """Everything else stays as it is."""
    assert neutralise(text) == text


@pytest.mark.parametrize("form", FORMS)
def test_write_then_read(tmp_path: Path, form: Form) -> None:
    """Names, leading zeros, numbers, line breaks and days come back as they were."""
    path = tmp_path / "out"
    row = ["00101", "髙﨑 ①", 12, 3.5, "a\nb", date(2027, 4, 1), None]
    write_table(path, ["番号", "氏名", "点", "割合", "文", "日", "空"], [row], form)
    (read,) = read_table(path).rows
    assert list(read.values.values())[:5] == ["00101", "髙﨑 ①", "12", "3.5", "a\nb"]
    assert read.values["日"].startswith("2027-04-01")
    assert read.values["空"] == ""


@pytest.mark.parametrize("form", ["csv-cp932", "csv-utf8"])
def test_write_csv_bytes(tmp_path: Path, form: Form) -> None:
    """CSV has the line ends and the mark that Excel wants, and always the same bytes."""
    path = tmp_path / "out.csv"
    expected = '氏名,点\r\n髙橋,-5\r\n"\'=1,2",\r\n'
    for _ in range(2):
        write_table(path, ["氏名", "点"], [["髙橋", -5], ["=1,2", float("nan")]], form)
        codec = "cp932" if form == "csv-cp932" else "utf-8-sig"
        assert path.read_bytes() == expected.encode(codec)
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize("text", [text for text in DANGEROUS if "\r" not in text])
def test_write_xlsx_text_is_no_formula(tmp_path: Path, text: str) -> None:
    """In a workbook the text stays as it is, marked as text."""
    path = tmp_path / "out.xlsx"
    write_table(path, ["a"], [[text]], "xlsx")
    cell = load_workbook(path).worksheets[0]["A2"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    (part,) = [n for n in zipfile.ZipFile(path).namelist() if "sheet1.xml" in n]
    assert b"<f>" not in zipfile.ZipFile(path).read(part)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_broken_letter_is_found_in_its_line(tmp_path: Path, encoding: str) -> None:
    """The line is the one at fault in the file's own encoding, not where another one gives up."""
    path = tmp_path / "roster.csv"
    sound = "氏名,所属\n佐藤,総務課\n髙橋,市民課\n".encode(encoding)
    path.write_bytes(sound + b"\x81\xff,x\n" + "田中,税務課\n".encode(encoding.replace("-sig", "")))
    with pytest.raises(UsageError) as refused:
        read_table(path)
    assert (refused.value.where or "").endswith("line 4")


def test_write_cp932_names_what_it_cannot_hold(tmp_path: Path) -> None:
    """No letter silently becomes a question mark: row, column and letter are named."""
    path = tmp_path / "out.csv"
    with pytest.raises(ExportError) as caught:
        write_table(path, ["氏名"], [["髙橋"], ["𠮷野"], ["한"]], "csv-cp932")
    message = str(caught.value)
    assert "row 3, column A: 𠮷(U+20BB7)" in message
    assert "row 4, column A: 한(U+D55C)" in message
    assert "csv-utf8 or xlsx" in message
    assert not path.exists()
    write_table(path, ["氏名"], [["𠮷野"]], "csv-utf8")


def test_write_cp932_windows_pairs(tmp_path: Path) -> None:
    """The wave dash and its like are written as Windows writes them: the same sign."""
    path = tmp_path / "out.csv"
    write_table(path, ["期間"], [["4月\u301c6月"]], "csv-cp932")
    assert read_table(path).rows[0].values["期間"] == "4月\uff5e6月"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "\ud800"])
def test_write_control_characters(tmp_path: Path, form: Form, text: str) -> None:
    """What no table can hold is refused, and the old file stays."""
    path = tmp_path / "out"
    path.write_text("old")
    with pytest.raises(ExportError, match="row 2, column A"):
        write_table(path, ["a"], [[text]], form)
    assert path.read_text() == "old"


def test_write_xlsx_too_long(tmp_path: Path) -> None:
    """A text longer than a cell is refused rather than cut."""
    with pytest.raises(ExportError, match="more than 32767 characters"):
        write_table(tmp_path / "out.xlsx", ["a"], [["x" * 32_768]], "xlsx")


def test_write_moment_in_tokyo(tmp_path: Path) -> None:
    """Moments are shown as the readers' clocks show them."""
    path = tmp_path / "out.csv"
    write_table(path, ["a"], [[datetime(2027, 4, 1, 0, 30, tzinfo=UTC)]], "csv-utf8")
    assert read_table(path).rows[0].values["a"] == "2027-04-01 09:30:00"


def test_write_into_a_folder_that_is_a_file(tmp_path: Path) -> None:
    """A place that cannot be written is said in one sentence."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="cannot be written"):
        write_table(tmp_path / "file" / "out.csv", ["a"], [], "csv-utf8")


def test_read_line_numbers_with_breaks_in_cells(tmp_path: Path) -> None:
    """A row is named by the line that it starts in, as an editor counts."""
    path = tmp_path / "in.csv"
    path.write_text('a,b\n"x\ny",1\n\n2,3\n', encoding="utf-8")
    assert [row.line for row in read_table(path).rows] == [2, 5]


def test_read_xlsx_kinds(tmp_path: Path) -> None:
    """Numbers are plain, and marked so that lost zeros can be noticed."""
    path = tmp_path / "in.xlsx"
    path.write_bytes(_workbook([["a", "b", "c"], [7, "007", 2.5]]))
    (row,) = read_table(path).rows
    assert row.values == {"a": "7", "b": "007", "c": "2.5"}
    assert row.numbers == {"a", "c"}


ROSTER = ["氏名,点", "髙橋,5", "田中,"]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(ROSTER),
        "\n".join(ROSTER).replace(",", "\t"),
        "\n".join(ROSTER).replace(",", ";"),
        "\n".join(["受講者名簿", "", "作成日,2027年4月1日,人事課", *ROSTER]),
    ],
)
def test_read_finds_the_headings_of_a_text_file(tmp_path: Path, text: str) -> None:
    """Whatever stands between the cells, and above the headings."""
    path = tmp_path / "in.csv"
    path.write_bytes(text.encode("cp932"))
    table = read_table(path, ["点", "氏名"])
    assert table.columns == ("氏名", "点")
    assert [row.values["氏名"] for row in table.rows] == ["髙橋", "田中"]
    assert text.split("\n")[table.rows[0].line - 1].startswith("髙橋")


def test_read_finds_the_sheet_with_the_headings(tmp_path: Path) -> None:
    """A cover before it and a title above them are passed over, and so is a hidden copy.

    Where a heading is missing, the sheet with the others is the table.
    """
    book = Workbook()
    book.worksheets[0].append(["研修の申込み"])
    hidden, shown = book.create_sheet("旧"), book.create_sheet("名簿")
    for sheet, name in ((hidden, "古い"), (shown, "髙橋")):
        for row in (["名簿", "=TODAY()"], ["氏名", "点"], [name, 5]):
            sheet.append(row)
    hidden.sheet_state = "hidden"
    book.save(path := tmp_path / "in.xlsx")
    (row,) = read_table(path, ["氏名", "点"]).rows
    assert (row.line, row.values["氏名"]) == (3, "髙橋")
    assert read_table(path).columns == ("研修の申込み",)
    assert read_table(path, ["氏名", "年齢"]).columns == ("氏名", "点")
    assert read_table(path, ["受付", "年齢"]).columns == ("研修の申込み",)


def test_read_too_many_rows_and_columns(tmp_path: Path) -> None:
    """20,000 rows and 100 columns pass; one more of either does not."""
    path = tmp_path / "in.csv"
    path.write_text("a\n" + "1\n" * 20_000)
    assert len(read_table(path).rows) == 20_000
    path.write_text("a\n" + "1\n" * 20_001)
    with pytest.raises(UsageError, match="20000 rows"):
        read_table(path)
    path.write_text(",".join(str(number) for number in range(101)))
    with pytest.raises(UsageError, match="100 columns"):
        read_table(path)


def test_read_xlsx_too_many_columns(tmp_path: Path) -> None:
    """The bound holds for workbooks, too."""
    path = tmp_path / "in.xlsx"
    path.write_bytes(_workbook([[f"c{number}" for number in range(101)]]))
    with pytest.raises(UsageError, match="100 columns"):
        read_table(path)


def _repacked(content: bytes, change: str) -> bytes:
    """Return a workbook with one part changed to a trap."""
    buffer = io.BytesIO()
    method = zipfile.ZIP_BZIP2 if change == "bzip2" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w", method) as new:
        for part in old.infolist():
            data = old.read(part)
            if change == "entities" and part.filename == "xl/workbook.xml":
                data = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data
            new.writestr(part.filename, data)
        if change == "bomb":
            new.writestr("xl/media/zeros.bin", b"\0" * (101 * 1024**2))
        if change == "macros":
            new.writestr("xl/vbaProject.bin", b"x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("bomb", "unpacks to more than"),
        ("macros", "macros"),
        ("entities", "damaged"),
        ("bzip2", "damaged"),
        ("nothing", ""),
    ],
)
def test_read_xlsx_traps(tmp_path: Path, change: str, reason: str) -> None:
    """Bombs, macros and entities are refused; the same workbook without them is read."""
    path = tmp_path / "in.xlsx"
    path.write_bytes(_repacked(_workbook([["a"], ["1"]]), change))
    if not reason:
        assert len(read_table(path).rows) == 1
        return
    with pytest.raises(UsageError, match=reason):
        read_table(path)


@pytest.mark.parametrize("keep", [10, 200, 2000, -30])
def test_read_xlsx_cut_short(tmp_path: Path, keep: int) -> None:
    """A half-copied workbook is damaged, in one sentence."""
    path = tmp_path / "in.xlsx"
    path.write_bytes(_workbook([["a"], ["1"]])[:keep])
    with pytest.raises(UsageError, match="damaged"):
        read_table(path)


def test_read_written_csv_as_others_do(tmp_path: Path) -> None:
    """Python's own reader sees the same cells."""
    path = tmp_path / "out.csv"
    write_table(path, ["a", "b"], [['say "x"', "1,2"]], "csv-utf8")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [["a", "b"], ['say "x"', "1,2"]]


def test_book_shows_every_line_of_its_cells() -> None:
    """Rows are as high as their words need, also where nobody has typed; numbers stand apart."""
    long = "備考です。" * 12
    columns = ["氏名", "窓口待ち時間\n提出日時", "得点", "とても長い見出しは折り返します"]
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC).replace(tzinfo=None)  # as workbooks have it
    rows = [["村上", at, 3, long], ["伊藤", None, 12, ""]]
    sheet = load_workbook(io.BytesIO(book_bytes([Sheet("一覧", columns, rows, 1)]))).active
    heights = [sheet.row_dimensions[number].height for number in (1, 2, 3)]
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert heights[2] < heights[0]
    assert heights[1] >= 3 * heights[2]  # 120 half widths in a column of 40
    assert widths[1] >= len("2026-11-23 09:00")
    assert widths[3] <= 42
    assert sheet["D2"].alignment.wrap_text
    assert sheet["C2"].alignment.indent == 1
    assert sheet.print_options.gridLines
