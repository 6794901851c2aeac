"""Write the facility ledger of the fictional Minato City: a workbook made to be printed.

Usage: ``python make_data.py [--to DIR] [--seed N]``. The same seed gives the same bytes.
Nothing here is real. The dirt is that of workbooks which offices fill in by hand: merged cells,
headers in two rows, Japanese dates in many forms, figures as text, layout by spaces and line
breaks, ditto marks, wrong subtotals, notes, and boxes for seals.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# openpyxl writes other bytes where lxml is installed, if it may use it; it looks when it is loaded
os.environ["OPENPYXL_LXML"] = "False"
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

SEED = 20261123
STAMP = dt.datetime(2026, 4, 1)  # noqa: DTZ001 - Excel knows no time zones
OLDEST, JUST_FIFTY, NEWEST = dt.date(1955, 4, 1), dt.date(1976, 4, 1), dt.date(2022, 3, 31)
YEARS = ("令和５年度", "令和６年度", "令和７年度")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
ERAS = (  # first day, base year, long, short, letter
    (dt.date(2019, 5, 1), 2018, "令和", "令", "R"),
    (dt.date(1989, 1, 8), 1988, "平成", "平", "H"),
    (dt.date(1926, 12, 25), 1925, "昭和", "昭", "S"),
)
AREAS = {
    "中央地区": ("本町", "駅前通", "中野町", "川端町", "田中町"),
    "港地区": ("港町", "浜町", "磯崎", "ふ頭"),
    "丘陵地区": ("緑が丘", "若葉台", "学園町", "大池町"),
    "山間地区": ("上谷", "下谷", "奥山", "東原", "西原"),
}
KINDS = {
    "学校教育": ("小学校", "中学校", "給食センター"),
    "社会教育": ("公民館", "図書室", "資料館"),
    "福祉": ("保育所", "児童館", "老人憩の家"),
    "スポーツ": ("体育館", "武道場", "プール"),
}
NOTES = (
    "",
    "",
    "",
    "避難所、投票所",
    "借地",
    "耐震改修　済",
    "避難所／駐車場あり",
    "〃",
    "一部㈱みなとに貸付",
)
UNKNOWN = ("不明", "昭和40年頃", "S48.3", "昭和５２年", "")

FLOOR, SITE = "面積（㎡）|延床", "面積（㎡）|敷地"
KIND, NAME, BUILT, NOTE = "区　分", "施　設　名", "建築年月日", "備　考"
TAIL = (*(f"修繕費（千円）|{year}" for year in YEARS), NOTE)
COLUMNS = (  # each office arranges them in its own way
    (KIND, NAME, BUILT, FLOOR, SITE, *TAIL),
    (KIND, NAME, BUILT, SITE, FLOOR, *TAIL),
    ("番号", KIND, NAME, BUILT, FLOOR, SITE, *TAIL),
    (KIND, NAME, FLOOR, SITE, BUILT, *TAIL),
)

Cell = int | float | str | dt.datetime | None


@dataclass(frozen=True)
class Facility:
    """One building: areas in square metres, repairs in thousands of yen, None where unknown."""

    name: str
    kind: str
    built: dt.date | None
    floor: int
    site: int
    repairs: tuple[int | None, ...]
    note: str


def draw_facilities(towns: tuple[str, ...], rng: np.random.Generator) -> list[Facility]:
    """Draw the buildings of one area, kind by kind."""
    found = []
    for kind, names in KINDS.items():
        pool = [town + name for town in towns for name in names]
        size = int(rng.integers(2, 5))
        for place in sorted(rng.choice(len(pool), size=size, replace=False)):
            days = int(rng.integers((NEWEST - OLDEST).days))
            repairs = [int(rng.integers(0, 90)) * 50 for _ in YEARS]
            known = [None if rng.random() < 0.15 else number for number in repairs]
            built = OLDEST + dt.timedelta(days=days)
            floor, site = int(rng.integers(80, 6000)), int(rng.integers(300, 20000))
            note = NOTES[int(rng.integers(len(NOTES)))]
            found.append(Facility(pool[int(place)], kind, built, floor, site, tuple(known), note))
    return found


def write_date(day: dt.date, rng: np.random.Generator) -> Cell:
    """Write a date in one of the ways in which people write it."""
    _, base, long, short, letter = next(era for era in ERAS if day >= era[0])
    year, month, number = day.year - base, day.month, day.day
    word = "元" if year == 1 else str(year)
    forms: tuple[Cell, ...] = (
        dt.datetime(day.year, month, number),  # noqa: DTZ001
        f"{short}{year}. {month}. {number}",
        f"{letter}{year}.{month}.{number}",
        f"{long}{word}年{month}月{number}日",
        f"{long}{word}年{month}月{number}日".translate(WIDE),
        f"{letter}{year}.{month}.{number}".translate(WIDE).replace(
            letter, chr(ord(letter) + 0xFEE0)
        ),
        f"{day.year}/{month}/{number}",
        f"{long}{word}年{month:2d}月{number:2d}日",
    )
    return forms[int(rng.choice(len(forms), p=(0.12, 0.2, 0.16, 0.14, 0.12, 0.1, 0.06, 0.1)))]


def write_amount(number: int | None, unit: str, rng: np.random.Generator) -> Cell:
    """Write a figure as a number, or as text that only people can read."""
    if number is None:
        return ("－", None, "…")[int(rng.integers(3))]
    forms: tuple[Cell, ...] = (
        number,
        f"{number:,}",
        f"{number:,}{unit}",
        f"{number:,}".translate(WIDE).replace(",", "，"),
    )
    return forms[int(rng.choice(len(forms), p=(0.68, 0.12, 0.12, 0.08)))]


def write_name(name: str, rng: np.random.Generator) -> str:
    """Write a name, now and then spread with spaces or broken in two lines."""
    draw = rng.random()
    if draw < 0.15:
        return name[:-3] + "　".join(name[-3:])
    if draw < 0.25:
        return f"{name}\n（本館）"
    return name


def choose_specials(
    ledger: dict[str, list[Facility]], rng: np.random.Generator
) -> dict[str, dt.date | str]:
    """Choose who is just fifty years old, a day younger, of a first year, and of unknown age."""
    names = [facility.name for group in ledger.values() for facility in group]
    days = (JUST_FIFTY, JUST_FIFTY + dt.timedelta(days=1), dt.date(1989, 6, 1), dt.date(2019, 7, 1))
    words = [UNKNOWN[int(place)] for place in rng.permutation(len(UNKNOWN))]
    values = [*days, *words[: int(rng.integers(2, 5))]]
    chosen = rng.choice(len(names), size=len(values), replace=False)
    return {names[int(place)]: value for place, value in zip(chosen, values, strict=True)}


class Sheet:
    """One sheet that is being filled in, row by row, as people do it."""

    def __init__(self, sheet: Worksheet, columns: tuple[str, ...], rng: np.random.Generator):
        self.sheet, self.columns, self.rng, self.row = sheet, columns, rng, 1
        self.last = len(columns)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Merge a block of cells (numbers from 1)."""
        self.sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    def write_top(self, area: str, seals: bool) -> None:
        """Write title, date and boxes for seals, each in merged cells."""
        self.sheet.cell(self.row, 1, f"公　共　施　設　台　帳（{area}）")
        self.merge(self.row, 1, self.row, self.last)
        self.row += 1
        if seals:
            for place, word in ((self.last - 1, "課長"), (self.last, "係長")):
                self.sheet.cell(self.row, place, word)
                self.merge(self.row + 1, place, self.row + 2, place)
            self.row += 3
        self.sheet.cell(self.row, self.last - 2, "令和８年４月１日現在　財産管理課")
        self.merge(self.row, self.last - 2, self.row, self.last)
        self.row += 2

    def write_head(self) -> None:
        """Write the headers: two rows, merged across and down."""
        place = 1
        while place <= self.last:
            upper, _, lower = self.columns[place - 1].partition("|")
            self.sheet.cell(self.row, place, upper)
            group = [name for name in self.columns if lower and name.startswith(f"{upper}|")]
            if not group:
                self.merge(self.row, place, self.row + 1, place)
                place += 1
                continue
            self.merge(self.row, place, self.row, place + len(group) - 1)
            for name in group:
                self.sheet.cell(self.row + 1, place, name.partition("|")[2])
                place += 1
        self.row += 2

    def write_group(self, group: list[Facility], dates: list[Cell], off: int | None) -> None:
        """Write the buildings of one kind and their subtotal: a formula, or typed (and off)."""
        first = self.row
        for number, (facility, date) in enumerate(zip(group, dates, strict=True), start=1):
            self._write_facility(number, facility, date)
        kind = self.columns.index(KIND) + 1
        self.sheet.cell(first, kind, group[0].kind)
        self.merge(first, kind, self.row - 1, kind)
        self.sheet.cell(self.row, 1, "小　計")
        self.merge(self.row, 1, self.row, self.columns.index(NAME) + 1)
        floor = self.columns.index(FLOOR) + 1
        letter = openpyxl.utils.get_column_letter(floor)
        total = sum(facility.floor for facility in group)
        written = f"=SUM({letter}{first}:{letter}{self.row - 1})" if off is None else total + off
        self.sheet.cell(self.row, floor, written)
        self.row += 1

    def _write_facility(self, number: int, facility: Facility, date: Cell) -> None:
        values: dict[str, Cell] = {
            "番号": chr(0x245F + number),
            NAME: write_name(facility.name, self.rng),
            BUILT: date,
            FLOOR: write_amount(facility.floor, "㎡", self.rng),
            SITE: write_amount(facility.site, "㎡", self.rng),
            NOTE: facility.note or None,
        }
        for year, repair in zip(YEARS, facility.repairs, strict=True):
            values[f"修繕費（千円）|{year}"] = write_amount(repair, "千円", self.rng)
        for place, name in enumerate(self.columns, start=1):
            self.sheet.cell(self.row, place, values.get(name))
        self.row += 1

    def write_end(self, total: int) -> None:
        """Write the grand total and a note, each in merged cells."""
        self.sheet.cell(self.row, 1, "合　計")
        self.merge(self.row, 1, self.row, self.columns.index(NAME) + 1)
        self.sheet.cell(self.row, self.columns.index(FLOOR) + 1, total)
        self.row += 1
        self.sheet.cell(self.row, 1, "※　修繕費の「－」には修繕なしと未調査をふくみます。")
        self.merge(self.row, 1, self.row, self.last)


def make_book(rng: np.random.Generator) -> openpyxl.Workbook:
    """Make the whole workbook, a sheet an area."""
    ledger = {area: draw_facilities(towns, rng) for area, towns in AREAS.items()}
    specials = choose_specials(ledger, rng)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for place, (area, facilities) in enumerate(ledger.items()):
        sheet = Sheet(book.create_sheet(area), COLUMNS[place], rng)
        sheet.write_top(area, seals=place % 2 == 1)
        sheet.write_head()
        wrong = int(rng.integers(len(KINDS)))
        for order, kind in enumerate(KINDS):
            group = [facility for facility in facilities if facility.kind == kind]
            dates = []
            for facility in group:
                value = specials.get(facility.name, facility.built)
                dates.append(write_date(value, rng) if isinstance(value, dt.date) else value)
            typed = place % 2 == 1
            off = int(rng.integers(1, 40)) * 10 if order == wrong else 0
            sheet.write_group(group, dates, off if typed else None)
        sheet.write_end(sum(facility.floor for facility in facilities))
    return book


def pack(book: openpyxl.Workbook) -> bytes:
    """Pack a workbook sorted and with fixed times, so that its bytes never change."""
    book.properties.creator = "make_data.py"
    book.properties.created = STAMP
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            body = source.read(name)
            if name == "docProps/core.xml":
                stamp = rb"\g<1>" + f"{STAMP.isoformat()}Z".encode()
                body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", stamp, body)
            info = zipfile.ZipInfo(name, date_time=(2026, 4, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, body)
    return out.getvalue()


def main() -> None:
    """Write data/ledger.xlsx below the target folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="DIR")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    folder: Path = options.to / "data"
    folder.mkdir(parents=True, exist_ok=True)
    book = make_book(np.random.Generator(np.random.PCG64(options.seed)))
    (folder / "ledger.xlsx").write_bytes(pack(book))


if __name__ == "__main__":
    main()
