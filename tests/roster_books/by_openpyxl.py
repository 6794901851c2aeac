"""Workbooks that openpyxl writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from terakoya.sheets import Choice
from tests.roster_books.book import HEADINGS, PEOPLE, Book, changed, keep

__all__ = ["open_book"]


def open_book(path: Path, change: Callable[[Any], None]) -> None:
    """Write the plain roster, changed."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "受講者名簿"
    for row in (HEADINGS, *PEOPLE):
        sheet.append(row)
    change(sheet)
    book.save(path)


def _book(**expected: Any) -> Callable[[Callable[[Any], None]], Callable[[Any], None]]:
    def add(change: Callable[[Any], None]) -> Callable[[Any], None]:
        name = "openpyxl-" + change.__name__.strip("_").replace("_", "-")
        keep(Book(name, lambda path: open_book(path, change), **expected))
        return change

    return add


def _numbers(sheet: Any, code: str, column: str = "A", first: float = 101) -> None:
    for line in (2, 3, 4):
        sheet[f"{column}{line}"] = first + line - 2
        sheet[f"{column}{line}"].number_format = code


def _append(sheet: Any, *person: object) -> None:
    sheet.append(person)


@_book()
def _plain(sheet: Any) -> None:
    pass


@_book(people=changed(3, "総務課", "総務課", "総務課"))
def _merged_department(sheet: Any) -> None:
    sheet.merge_cells("D2:D4")


@_book(people=[(*PEOPLE[0][:2], "0101", "総務課", *PEOPLE[0][4:]), PEOPLE[1], PEOPLE[2]])
def _merged_code_and_department(sheet: Any) -> None:
    sheet.merge_cells("C2:C3")
    sheet.merge_cells("D2:D3")


@_book(refused="C2", says="merged")
def _merged_over_two_headings(sheet: Any) -> None:
    sheet.merge_cells("C2:D2")


@_book(refused="A3", says="already")
def _merged_staff_number(sheet: Any) -> None:
    sheet.merge_cells("A2:A3")


@_book(people=changed(3, "人事課", "人事課", "人事課"))
def _merged_over_a_hidden_row(sheet: Any) -> None:
    sheet.insert_rows(2)
    for column, text in enumerate(("1", "旧職員", "1", "人事課", "主事", "一般職員", "o@x.jp"), 1):
        sheet.cell(2, column, text)
    sheet.merge_cells("D2:D5")
    sheet.row_dimensions[2].hidden = True


@_book(people=changed(0, "A0101", "A0102", "A0103"))
def _letter_before_the_number(sheet: Any) -> None:
    _numbers(sheet, '"A"0000')


@_book()
def _japanese_zeros(sheet: Any) -> None:
    _numbers(sheet, "[$-411]00000")


@_book(people=changed(2, "0101番", "0102番", "0103番"))
def _word_behind_the_number(sheet: Any) -> None:
    _numbers(sheet, '0000"番"', "C")


@_book(people=changed(0, "10-101", "10-102", "10-103"))
def _hyphen_in_the_number(sheet: Any) -> None:
    _numbers(sheet, r"00\-000", first=10101)


@_book(people=changed(0, "A0101", "A0102", "A0103"))
def _number_by_condition(sheet: Any) -> None:
    _numbers(sheet, '[>=10000]"B"00000;"A"0000')


@_book(people=changed(0, "0101", "0102", "0103"))
def _number_in_colours(sheet: Any) -> None:
    _numbers(sheet, r"0000_ ;[Red]\-0000\ ")


@_book(people=changed(0, "101", "102", "103"))
def _number_without_format(sheet: Any) -> None:
    _numbers(sheet, "General")


@_book(refused="A2", says="zeros")
def _number_beside_texts(sheet: Any) -> None:
    sheet["A2"] = 101


@_book(refused="A2", says="format hides")
def _number_hidden_by_its_format(sheet: Any) -> None:
    _numbers(sheet, ";;;")


@_book(refused="A2", says="cannot be known")
def _number_too_long(sheet: Any) -> None:
    _numbers(sheet, "General", first=123456789012)


@_book(refused="A2", says="cannot be known")
def _number_in_kanji(sheet: Any) -> None:
    _numbers(sheet, "[DBNum1][$-411]General")


@_book(refused="A2", says="cannot be known")
def _number_in_powers(sheet: Any) -> None:
    _numbers(sheet, "0.00E+00")


@_book(people=changed(3, "第1課", "第2課", "第3課"))
def _text_with_a_format(sheet: Any) -> None:
    for line in (2, 3, 4):
        sheet[f"D{line}"] = str(line - 1)
        sheet[f"D{line}"].number_format = '"第"@"課"'


@_book(people=changed(0, "00101", "00102", "00103"))
def _text_in_a_number_format(sheet: Any) -> None:
    for line in (2, 3, 4):
        sheet[f"A{line}"].number_format = '"A"0000'


@_book(refused="C3", says="3月1日")
def _code_made_a_date(sheet: Any) -> None:
    sheet["C3"] = date(2026, 3, 1)
    sheet["C3"].number_format = 'm"月"d"日"'


@_book(refused="A4", says="2026/3/1")
def _staff_number_made_a_date(sheet: Any) -> None:
    sheet["A4"] = date(2026, 3, 1)
    sheet["A4"].number_format = "mm-dd-yy"


@_book(refused="C2", says="令和8年3月1日")
def _date_of_an_era(sheet: Any) -> None:
    sheet["C2"] = date(2026, 3, 1)
    sheet["C2"].number_format = '[$-411]ggge"年"m"月"d"日";@'


@_book(refused="C2", says="R8.3.1")
def _date_of_1904(sheet: Any) -> None:
    sheet.parent.epoch = CALENDAR_MAC_1904
    sheet["C2"] = date(2026, 3, 1)
    sheet["C2"].number_format = "[$-411]ge.m.d;@"


@_book(refused="C2", says="10:30")
def _code_made_a_time(sheet: Any) -> None:
    sheet["C2"] = time(10, 30)
    sheet["C2"].number_format = "h:mm"


@_book(people=PEOPLE)
def _date_in_another_column(sheet: Any) -> None:
    sheet["H1"], sheet["H2"] = "採用日", date(2020, 4, 1)


@_book(notes=["旧名簿"])
def _hidden_sheet_first(sheet: Any) -> None:
    old = sheet.parent.create_sheet("旧名簿", 0)
    old.append(HEADINGS)
    old.append(("9", "古川 古", "0101", "総務課", "主事", "一般職員", "old@city.example.jp"))
    old.sheet_state = "hidden"
    sheet.parent.active = 1


@_book(notes=["旧名簿"])
def _very_hidden_sheet(sheet: Any) -> None:
    old = sheet.parent.create_sheet("旧名簿")
    old.append(HEADINGS)
    old.append(("9", "古川 古", "0101", "総務課", "主事", "一般職員", "old@city.example.jp"))
    old.sheet_state = "veryHidden"


def _second_sheet(sheet: Any) -> None:
    other = sheet.parent.create_sheet("第2班")
    other.append(HEADINGS)
    other.append(("00201", "山田 太郎", "0301", "税務課", "主事", "一般職員", "t@city.example.jp"))


@_book(refused="受講者名簿, 第2班", says="--sheet")
def _two_sheets(sheet: Any) -> None:
    _second_sheet(sheet)


@_book(
    people=[("00201", "山田 太郎", "0301", "税務課", "主事", "一般職員", "t@city.example.jp")],
    choice=Choice(sheet="第2班"),
    notes=["受講者名簿"],
)
def _second_sheet_asked_for(sheet: Any) -> None:
    _second_sheet(sheet)


@_book(notes=["記入例"])
def _sheet_with_notes(sheet: Any) -> None:
    sheet.parent.create_sheet("記入例", 0)["A1"] = "記入例: 職員番号は5桁"


@_book(people=[PEOPLE[0], PEOPLE[2]], notes=["3"])
def _hidden_row(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


@_book(choice=Choice(hidden=True))
def _hidden_row_asked_for(sheet: Any) -> None:
    sheet.row_dimensions[3].hidden = True


@_book(refused="所属コード", says="C (所属コード)")
def _hidden_column(sheet: Any) -> None:
    sheet.column_dimensions["C"].hidden = True


@_book(choice=Choice(hidden=True))
def _hidden_column_asked_for(sheet: Any) -> None:
    sheet.column_dimensions["C"].hidden = True


@_book()
def _headings_as_offices_write_them(sheet: Any) -> None:
    words = ("職員\n番号", "氏　名", "所属ＣＤ", "所　属", "職　名", "階 層", "メールアドレス")
    for column, word in enumerate(words, 1):
        sheet.cell(1, column, word)


@_book()
def _headings_of_a_company(sheet: Any) -> None:
    words = (
        "社員番号",
        "名前",
        "部署コード",
        "部署名",
        "職名/役職",
        "階層（必須）",
        "Ｅ－ｍａｉｌ",
    )
    for column, word in enumerate(words, 1):
        sheet.cell(1, column, word)


@_book(refused="役職", says="Several headings could be 職位")
def _two_headings_for_one(sheet: Any) -> None:
    sheet["E1"], sheet["H1"] = "職名", "役職"


@_book(refused="階層", says="Not recognised: ランク")
def _one_heading_unknown(sheet: Any) -> None:
    sheet["F1"] = "ランク"


@_book(people=PEOPLE)
def _running_number_and_reading(sheet: Any) -> None:
    sheet.insert_cols(1)
    sheet["A1"], sheet["A2"], sheet["A3"], sheet["A4"] = "番号", 1, 2, 3
    sheet["I1"], sheet["I2"] = "氏名（フリガナ）", "サトウ ハナコ"


@_book(people=changed(3, "総務部 人事課", "総務課", "市民課"))
def _line_break_in_department(sheet: Any) -> None:
    sheet["D2"] = "総務部\n人事課"


@_book(refused="B3", says="line break")
def _line_break_in_name(sheet: Any) -> None:
    sheet["B3"] = "髙橋\n一郎"


@_book(notes=["計 3名"])
def _total_below(sheet: Any) -> None:
    _append(sheet, "計", "3名")


@_book(notes=["６名", "以上", "says 6"])
def _total_that_differs(sheet: Any) -> None:
    _append(sheet, None, None, None, None, None, None, "６名")
    _append(sheet)
    _append(sheet, None, None, None, "以上")


@_book(notes=["合計 =COUNTA(B2:B4)"][:0])
def _total_as_a_formula(sheet: Any) -> None:
    _append(sheet, "合計", '=COUNTA(B2:B4)&"名"')


@_book(notes=["※ 休職者を除く"])
def _remark_below(sheet: Any) -> None:
    _append(sheet, "※ 休職者を除く")
    sheet.merge_cells("A5:G5")


@_book(refused="A3", says="staff number")
def _total_in_the_middle(sheet: Any) -> None:
    sheet.insert_rows(3)
    sheet["A3"], sheet["B3"] = "小計", "1名"


@_book(
    people=[*PEOPLE, ("00104", "計", "0203", "市民課", "主事", "一般職員", "s4@city.example.jp")]
)
def _somebody_named_like_a_total(sheet: Any) -> None:
    _append(sheet, "00104", "計", "0203", "市民課", "主事", "一般職員", "s4@city.example.jp")


@_book(notes=["職員番号 氏名"])
def _headings_on_each_page(sheet: Any) -> None:
    sheet.insert_rows(4)
    for column, word in enumerate(HEADINGS, 1):
        sheet.cell(4, column, word)


@_book()
def _headings_in_two_tiers(sheet: Any) -> None:
    sheet.insert_rows(1)
    for letter in "ABEFG":
        sheet[f"{letter}1"] = sheet[f"{letter}2"].value
        sheet[f"{letter}2"] = None
        sheet.merge_cells(f"{letter}1:{letter}2")
    sheet["C1"], sheet["C2"], sheet["D2"] = "所属", "コード", "名称"
    sheet.merge_cells("C1:D1")


@_book(refused="B2", says="C2")
def _name_in_two_columns(sheet: Any) -> None:
    sheet.insert_cols(3)
    sheet.merge_cells("B1:C1")
    for line, (family, given) in enumerate((("佐藤", "花子"), ("髙橋", "一郎"), ("田中", "誠")), 2):
        sheet[f"B{line}"], sheet[f"C{line}"] = family, given


@_book()
def _title_and_print_lines(sheet: Any) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"] = "令和8年度 DX研修 受講者名簿"
    sheet.merge_cells("A1:G2")
    sheet["G3"] = "人事課作成"


@_book(refused="D3", says="formula")
def _formula(sheet: Any) -> None:
    sheet["D3"] = "=D2"


@_book(refused="E2", says="#N/A")
def _error_value(sheet: Any) -> None:
    sheet["E2"] = "#N/A"


@_book(people=PEOPLE)
def _note_beside_the_table(sheet: Any) -> None:
    sheet["J3"] = "4月に異動"


@_book(notes=["様式"])
def _empty_form_beside(sheet: Any) -> None:
    sheet.parent.create_sheet("様式", 0).append(HEADINGS)


@_book(refused="職員番号", says="Its rows are hidden")
def _hidden_headings(sheet: Any) -> None:
    sheet.row_dimensions[1].hidden = True


@_book(notes=["合計、3名"])
def _total_in_one_cell(sheet: Any) -> None:
    sheet.insert_cols(1)
    _append(sheet)
    _append(sheet, "合計、3名")


@_book(refused="A4", says="merged over several columns")
def _department_as_a_line_of_its_own(sheet: Any) -> None:
    sheet.insert_rows(4)
    sheet["A4"] = "総務課"
    sheet.merge_cells("A4:G4")


@_book(refused="A2", says="No.101")
def _number_with_a_word(sheet: Any) -> None:
    _numbers(sheet, '"No."0')


@_book(refused="C2", says="格納")
def _text_hidden_by_its_format(sheet: Any) -> None:
    sheet["C2"] = "格納"
    sheet["C2"].number_format = ";;;"


@_book(notes=["4 (lines 5, 6, 7, 8)", "計 3名"])
def _empty_lines_of_a_form(sheet: Any) -> None:
    sheet.insert_cols(1)
    sheet["A1"] = "No."
    for line in range(2, 9):
        sheet[f"A{line}"] = line - 1
    _append(sheet, "計", None, "3名")


@_book(refused="G5", says="e-mail")
def _somebody_unfinished_named_like_a_total(sheet: Any) -> None:
    _append(sheet, "00104", "計")


@_book(people=[*PEOPLE[:2], ("00103", "田中 誠", "2026/3/1", *PEOPLE[2][3:])])
def _code_typed_as_text_like_a_day(sheet: Any) -> None:
    sheet["C4"] = "2026/3/1"


@_book(people=[PEOPLE[0], (*PEOPLE[1][:2], "0101", "総務課", *PEOPLE[1][4:]), PEOPLE[2]])
def _same_as_above(sheet: Any) -> None:
    sheet["C3"], sheet["D3"] = "〃", "同　上"


@_book(refused="D2", says="stands for a cell above")
def _same_as_above_in_the_first_row(sheet: Any) -> None:
    sheet["D2"] = "〃"


@_book(refused="B3", says="stands for a cell above")
def _same_name_as_above(sheet: Any) -> None:
    sheet["B3"] = "〃"


@_book(refused="B3", says="struck through")
def _row_struck_through(sheet: Any) -> None:
    for cell in sheet[3]:
        cell.font = Font(strike=True)


@_book(
    people=changed(3, "総務課", "", "市民課"),
    notes=["Learners without 所属: 1 (lines 3)."],
)
def _department_left_empty(sheet: Any) -> None:
    sheet["D3"] = None
