"""Write a fictional city's health-checkup table, and the answers that an AI might give about it.

Usage: ``python make_data.py [--to DIR] [--seed N]``. The same seed gives the same bytes.
Nothing here is real. The answers were written by this lab's authors with the mistakes that such
code often has; no model gave them, and each says so (``"kind": "written"``).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 20261130
YEARS = range(2018, 2026)
AGES = ("40-64歳", "65-74歳")
TOTAL = "合計"
FULL_WIDTH = str.maketrans("0123456789RH", "０１２３４５６７８９ＲＨ")
WRITTEN_ON = "2026-11-30"


@dataclass(frozen=True)
class District:
    """One district: its name and how many people are called to the checkup, by age."""

    name: str
    called: tuple[int, int]


@dataclass(frozen=True)
class Row:
    """One line of the table; `seen` is None where the office has not reported yet."""

    year: int
    district: str
    age: str
    called: int
    seen: int | None


DISTRICTS = (
    District("中央", (820, 1140)),
    District("港北", (640, 980)),
    District("港南", (710, 870)),
    District("東浜", (450, 760)),
    District("西浜", (390, 690)),
    District("山手", (520, 640)),
    District("川辺", (280, 530)),
    District("沖ノ島", (36, 74)),
)


@dataclass(frozen=True)
class Draft:
    """One written answer: what was asked, what is said about the code, and the code."""

    prompt: str
    words: str
    code: str


HEAD = """\
import unicodedata

import pandas as pd


def to_year(text):
    text = unicodedata.normalize("NFKC", text)
    digits = "".join(c for c in text if c.isdigit())
    number = int(digits) if digits else 1
    if text.startswith(("平成", "H")):
        return 1988 + number
    return 2018 + number
"""

RIGHT = Draft(
    "特定健診の表を、地区ごとに集計するpandasの関数 aggregate(raw, year) を書いてください。"
    "列は、年度・地区・年齢層・対象者数・受診者数・備考です。"
    "年度は「平成30年度」「R7年度」「令和元年度」のように書き方がまざっています。"
    "受診者数が空欄の行は未報告です。分母にも分子にも入れません。"
    "ただし、地区の行は消さずに残してください。「合計」の行は使いません。",
    "年度を西暦に直し、合計の行を外し、未報告の行を分母と分子の両方から外して、地区ごとに足します。"
    "全部の行が未報告の地区も、人数0人、率は値なし（NaN）として残します。",
    HEAD
    + """

def aggregate(raw, year):
    rows = raw[(raw["年度"].map(to_year) == year) & (raw["地区"] != "合計")]
    names = rows["地区"].drop_duplicates()
    used = rows[rows["受診者数"].notna()]
    sums = used.groupby("地区")[["対象者数", "受診者数"]].sum().reindex(names, fill_value=0)
    sums["受診率"] = sums["受診者数"] / sums["対象者数"].where(sums["対象者数"] > 0) * 100
    return sums.reset_index()
""",
)

DRAFTS = (
    RIGHT,
    Draft(
        (
            "特定健診の表から、地区ごとの受診率を出すpandasの関数 aggregate(raw, year) "
            "を書いてください。列は、年度・地区・年齢層・対象者数・受診者数・備考です。"
        ),
        (
            "年度でしぼり、合計の行を外して、地区ごとに対象者数と受診者数を足し、割り算をします。"
            "空欄は自動で無視されるので安心です。"
        ),
        HEAD
        + """

def aggregate(raw, year):
    rows = raw[(raw["年度"].map(to_year) == year) & (raw["地区"] != "合計")]
    sums = rows.groupby("地区", sort=False)[["対象者数", "受診者数"]].sum()
    sums["受診率"] = sums["受診者数"] / sums["対象者数"].where(sums["対象者数"] > 0) * 100
    return sums.reset_index()
""",
    ),
    Draft(
        (
            "特定健診の受診率を、地区ごとの平均で出すpandasの関数 aggregate(raw, year) "
            "を書いてください。列は、年度・地区・年齢層・対象者数・受診者数・備考です。"
        ),
        (
            "行ごとに受診率を計算してから、地区ごとに平均します。未報告の行も、"
            "地区の行も正しく扱っています。"
        ),
        HEAD
        + """

def aggregate(raw, year):
    rows = raw[(raw["年度"].map(to_year) == year) & (raw["地区"] != "合計")]
    names = rows["地区"].drop_duplicates()
    used = rows[rows["受診者数"].notna()].copy()
    used["受診率"] = used["受診者数"] / used["対象者数"].where(used["対象者数"] > 0) * 100
    groups = used.groupby("地区")
    sums = groups[["対象者数", "受診者数"]].sum().reindex(names, fill_value=0)
    sums["受診率"] = groups["受診率"].mean()
    return sums.reset_index()
""",
    ),
    Draft(
        (
            "特定健診の表を、地区ごとに集計するpandasの関数 aggregate(raw, year) "
            "を書いてください。受診者数が空欄の行は、じゃまなので消してください。列は、"
            "年度・地区・年齢層・対象者数・受診者数・備考です。"
        ),
        "はじめに dropna で空欄の行を取りのぞき、きれいなデータだけで集計します。",
        HEAD
        + """

def aggregate(raw, year):
    clean = raw.dropna(subset=["受診者数"])
    rows = clean[(clean["年度"].map(to_year) == year) & (clean["地区"] != "合計")]
    sums = rows.groupby("地区", sort=False)[["対象者数", "受診者数"]].sum()
    sums["受診率"] = sums["受診者数"] / sums["対象者数"].where(sums["対象者数"] > 0) * 100
    return sums.reset_index()
""",
    ),
    Draft(
        (
            "みなと市の特定健診の、地区別の受診率を計算するpandasのコードを書いてください。"
            "関数の名前は aggregate(raw, year) です。"
        ),
        "地区ごとに受診者数を足し、人口で割って受診率を求めます。",
        HEAD
        + """

def aggregate(raw, year):
    rows = raw[(raw["年度"].map(to_year) == year) & (raw["地区"] != "合計")]
    sums = rows.groupby("地区", sort=False)[["人口", "受診者数"]].sum()
    sums["受診率"] = sums["受診者数"] / sums["人口"] * 100
    return sums.reset_index()
""",
    ),
    Draft(
        (
            "特定健診の表を、地区ごとに集計するpandasの関数 aggregate(raw, year) "
            "を書いてください。年度は「令和7年度」のような書き方です。"
            "未報告の行は分母にも分子にも入れず、地区の行は残し、「合計」の行は使いません。"
        ),
        (
            "年度の数字を取り出し、2018を足して西暦に直します。そのあとは、"
            "報告のあった行だけで集計します。"
        ),
        """\
import unicodedata

import pandas as pd


def to_year(text):
    text = unicodedata.normalize("NFKC", text)
    digits = "".join(c for c in text if c.isdigit())
    return 2018 + int(digits or 1)


def aggregate(raw, year):
    rows = raw[(raw["年度"].map(to_year) == year) & (raw["地区"] != "合計")]
    names = rows["地区"].drop_duplicates()
    used = rows[rows["受診者数"].notna()]
    sums = used.groupby("地区")[["対象者数", "受診者数"]].sum().reindex(names, fill_value=0)
    sums["受診率"] = sums["受診者数"] / sums["対象者数"].where(sums["対象者数"] > 0) * 100
    return sums.reset_index()
""",
    ),
    Draft(
        (
            "特定健診の表を、地区ごとに集計するpandasの関数 aggregate(raw, year) "
            "を書いてください。年度の書き方はまざっています。受診者数が空欄の行は、"
            "分母にも分子にも入れず、地区の行は残してください。"
        ),
        "年度を西暦に直し、報告のあった行だけで、地区ごとに足して割ります。",
        HEAD
        + """

def aggregate(raw, year):
    rows = raw[raw["年度"].map(to_year) == year]
    names = rows["地区"].drop_duplicates()
    used = rows[rows["受診者数"].notna()]
    sums = used.groupby("地区")[["対象者数", "受診者数"]].sum().reindex(names, fill_value=0)
    sums["受診率"] = sums["受診者数"] / sums["対象者数"].where(sums["対象者数"] > 0) * 100
    return sums.reset_index()
""",
    ),
)


def make_rows(rng: np.random.Generator) -> list[Row]:
    """Draw the counts of all years; some offices have not reported some lines."""
    rows = []
    for year in YEARS:
        silent = pick_silent(rng)
        for place, district in enumerate(DISTRICTS):
            share = 0.30 + 0.012 * (year - YEARS[0]) + rng.normal(0, 0.03)
            for band, age in enumerate(AGES):
                called = max(3, round(district.called[band] * (1 - 0.02 * (year - YEARS[0]))))
                called += int(rng.integers(-2, 3))
                seen = int(rng.binomial(called, min(0.9, max(0.05, share + 0.14 * band))))
                reported = (place, band) not in silent
                rows.append(Row(year, district.name, age, called, seen if reported else None))
    return rows


def pick_silent(rng: np.random.Generator) -> set[tuple[int, int]]:
    """Choose what is not reported in one year: a whole district, and one age of two others."""
    whole, *halves = (int(place) for place in rng.choice(len(DISTRICTS), size=3, replace=False))
    return {(whole, 0), (whole, 1), *((place, int(rng.integers(2))) for place in halves)}


def write_year(year: int, rng: np.random.Generator) -> str:
    """Write a fiscal year in one of the ways that offices have."""
    name, letter, number = ("平成", "H", year - 1988) if year < 2019 else ("令和", "R", year - 2018)
    first = "元" if (letter, number) == ("R", 1) else str(number)
    forms = [f"{name}{first}年度", f"{name}{number}年度", f"{letter}{number}年度"]
    forms += [
        f"{name}{number}年度".translate(FULL_WIDTH),
        f"{letter}{first}年度".translate(FULL_WIDTH),
    ]
    return forms[int(rng.integers(len(forms)))]


def list_rows(rows: list[Row], rng: np.random.Generator) -> Iterator[list[str]]:
    """Yield the lines of the table with its header, and a line of totals under each year."""
    yield ["年度", "地区", "年齢層", "対象者数", "受診者数", "備考"]
    for year in YEARS:
        mine = [row for row in rows if row.year == year]
        for row in mine:
            seen, note = ("", "未報告") if row.seen is None else (str(row.seen), "")
            yield [write_year(year, rng), row.district, row.age, str(row.called), seen, note]
        for age in AGES:
            here = [row for row in mine if row.age == age]
            called = sum(row.called for row in here)
            reported = sum(row.seen or 0 for row in here)
            yield [write_year(year, rng), TOTAL, age, str(called), str(reported), "報告分の合計"]


def list_answers(rng: np.random.Generator) -> Iterator[str]:
    """Yield the written answers in an order of the seed, one JSON object a line."""
    for place in rng.permutation(len(DRAFTS)):
        draft = DRAFTS[int(place)]
        answer = f"{draft.words}\n\n```python\n{draft.code}```\n"
        about = "特定健診の地区別集計。教材のために書いた答え"
        entry = {"prompt": draft.prompt, "answer": answer, "kind": "written"}
        yield json.dumps({**entry, "when": WRITTEN_ON, "about": about}, ensure_ascii=False) + "\n"


def main() -> None:
    """Write data/checkups.csv and data/ai-answers.jsonl below the target folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="DIR")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    rng = np.random.Generator(np.random.PCG64(options.seed))
    folder = options.to / "data"
    folder.mkdir(parents=True, exist_ok=True)
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(list_rows(make_rows(rng), rng))
    (folder / "checkups.csv").write_bytes(buffer.getvalue().encode("cp932"))
    (folder / "ai-answers.jsonl").write_bytes("".join(list_answers(rng)).encode())


if __name__ == "__main__":
    main()
