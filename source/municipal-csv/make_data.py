"""Write the facility lists of the fictional Minato City as four offices would hand them in.

Usage: ``python make_data.py [--to DIR] [--seed N]``. The same seed gives the same bytes.
Nothing here is real: the city, its places and every number are made up. The dirt is that of real
open data: three encodings, two generations of headers, half-width kana, full-width digits, letters
that an encoding lacks, leading zeros, line breaks within cells, rows without anything in them.
"""

from __future__ import annotations

import argparse
import csv
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 20261123
CITY_CODE, CITY_CODE_OLD = "992011", "99201"
TOWNS = {
    "本町": "ホンマチ",
    "駅前通": "エキマエドオリ",
    "港町": "ミナトマチ",
    "浜町": "ハママチ",
    "磯崎": "イソザキ",
    "緑が丘": "ミドリガオカ",
    "若葉台": "ワカバダイ",
    "東原": "ヒガシハラ",
    "西原": "ニシハラ",
    "中野町": "ナカノチョウ",
    "川端町": "カワバタチョウ",
    "田中町": "タナカチョウ",
    "大池町": "オオイケチョウ",
    "学園町": "ガクエンチョウ",
    "上谷": "カミタニ",
    "下谷": "シモタニ",
    "奥山": "オクヤマ",
}
KINDS = {
    "小学校": "ショウガッコウ",
    "中学校": "チュウガッコウ",
    "公民館": "コウミンカン",
    "コミュニティセンター": "コミュニティセンター",
    "体育館": "タイイクカン",
    "保育所": "ホイクショ",
    "児童館": "ジドウカン",
    "集会所": "シュウカイジョ",
}
RARE = {  # with 鷗, which neither Shift_JIS nor cp932 has
    "鷗浜集会所": "カモメハマシュウカイジョ",
    "鷗小路ビル": "カモメコウジビル",
    "鷗台公民館": "カモメダイコウミンカン",
    "旧鷗小学校": "キュウカモメショウガッコウ",
    "鷗公園管理棟": "カモメコウエンカンリトウ",
    "ホテル鷗": "ホテルカモメ",
}
ODD = {  # letters that cp932 has and Shift_JIS lacks, and forms that NFKC changes
    "髙田ビル①号館": "タカダビルイチゴウカン",
    "ホテル磯﨑": "ホテルイソザキ",
    "㈱みなと水産": "カブシキガイシャミナトスイサン",
    "ＪＡみなと中央": "ジェイエーミナトチュウオウ",
    "ﾏﾘﾝﾌﾟﾗｻﾞ": "マリンプラザ",
    "みなと総合病院②": "ミナトソウゴウビョウインニ",
}
SPOTS = (
    "１階ロビー",
    "1階 事務室前",
    "玄関\n（夜間も可）",
    "２階\n階段横",
    "正面入口　右側",
    "体育館入口",
)
FLOORS = ("２階～４階", "3階〜5階", "屋上", "２階・３階", "立体駐車場\n３階以上", "体育館")
UNKNOWN = ("", "－", "未定", "調整中")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
OLD_HEAD = (
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "名称",
    "名称_カナ",
)
OLD_HEAD += ("住所", "方書", "緯度", "経度")
NEW_HEAD = ("全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "町字ID")
NEW_HEAD += ("所在地_連結表記", "建物名等(方書)", "緯度", "経度")
AED_TAIL = ("設置位置", "電話番号", "小児対応設備の有無", "備考")
SHELTER_TAIL = ("設置位置", "想定収容人数", "備考")


@dataclass(frozen=True)
class Place:
    """One place as an office writes it down."""

    name: str
    kana: str
    town: str
    block: str
    latitude: float
    longitude: float
    spot: str
    capacity: str


def list_half_width() -> dict[str, str]:
    """Map each full-width kana to its half-width form, which may be two characters."""
    singles = [chr(code) for code in range(0xFF66, 0xFF9E)]
    marked = [letter + mark for letter in singles for mark in "\uff9e\uff9f"]
    pairs = {unicodedata.normalize("NFKC", half): half for half in marked}
    pairs = {full: half for full, half in pairs.items() if len(full) == 1}
    return pairs | {unicodedata.normalize("NFKC", half): half for half in singles}


HALF_WIDTH = list_half_width()


def write_half_width(text: str) -> str:
    """Write kana as old systems do, in half width."""
    return "".join(HALF_WIDTH.get(letter, letter) for letter in text)


def draw_capacity(rng: np.random.Generator) -> str:
    """Draw how many people find room, in one of the ways in which people write it."""
    number = int(rng.integers(4, 150)) * 10
    large = number + 1000
    forms = (
        f"{number}",
        f"{large:,}",
        f"{large:,}人",
        f"{number}".translate(WIDE),
        f"{large:,}".translate(WIDE).replace(",", "，"),
        f" {number} 名",
        UNKNOWN[int(rng.integers(len(UNKNOWN)))],
    )
    return forms[int(rng.choice(len(forms), p=(0.3, 0.12, 0.12, 0.14, 0.14, 0.08, 0.1)))]


def draw_block(rng: np.random.Generator) -> str:
    """Draw the number of a house: half or full width, with signs of many kinds."""
    first, second = int(rng.integers(1, 30)), int(rng.integers(1, 20))
    forms = (f"{first}-{second}", f"{first}番{second}号", f"{first}番地{second}")
    text = forms[int(rng.integers(len(forms)))]
    return text.translate(WIDE).replace("-", "－") if rng.random() < 0.4 else text


def draw_place(name: str, kana: str, spots: tuple[str, ...], rng: np.random.Generator) -> Place:
    """Draw where a place is and what else is said of it."""
    towns = list(TOWNS)
    town = next((town for town in towns if name.startswith(town)), None)
    town = town or towns[int(rng.integers(len(towns)))]
    latitude = round(33.9 + 0.004 * towns.index(town) + 0.002 * float(rng.random()), 6)
    longitude = round(141.2 + 0.003 * towns.index(town) + 0.002 * float(rng.random()), 6)
    spot = spots[int(rng.integers(len(spots)))]
    return Place(name, kana, town, draw_block(rng), latitude, longitude, spot, draw_capacity(rng))


def draw_places(
    count: int, odd: int, rare: int, spots: tuple[str, ...], rng: np.random.Generator
) -> list[Place]:
    """Draw the places of one office: usual ones, and some with odd and rare letters."""
    usual = {town + kind: TOWNS[town] + KINDS[kind] for town in TOWNS for kind in KINDS}
    names: list[tuple[str, str]] = []
    for pool, number in ((usual, count), (ODD, odd), (RARE, rare)):
        chosen = rng.choice(len(pool), size=number, replace=False)
        names += [list(pool.items())[int(place)] for place in sorted(chosen)]
    places = [draw_place(name, kana, spots, rng) for name, kana in names]
    return [places[int(place)] for place in rng.permutation(len(places))]


def old_row(number: int, place: Place, tail: list[str]) -> list[str]:
    """One row under the older headers."""
    address = f"うみべ県みなと市{place.town}{place.block}"
    head = [CITY_CODE_OLD, f"{number:03d}", "うみべ県", "みなと市", place.name, place.kana]
    return [*head, address, "", f"{place.latitude}", f"{place.longitude}", *tail]


def new_row(number: int, place: Place, tail: list[str]) -> list[str]:
    """One row under the newer headers."""
    address = f"うみべ県みなと市{place.town}{place.block}"
    area = f"{list(TOWNS).index(place.town) + 1:04d}000"
    head = [CITY_CODE, f"{number:010d}", "うみべ県みなと市", place.name, place.kana, area]
    return [*head, address, "", f"{place.latitude}", f"{place.longitude}", *tail]


def aed_tail(place: Place, rng: np.random.Generator) -> list[str]:
    """What is said of an AED alone."""
    return [place.spot, "", "有" if rng.random() < 0.7 else "", ""]


def shelter_tail(place: Place, rng: np.random.Generator) -> list[str]:
    """What is said of a shelter alone."""
    return [place.spot, place.capacity, "要配慮者室あり" if rng.random() < 0.2 else ""]


Row = Callable[[int, Place, list[str]], list[str]]
Tail = Callable[[Place, np.random.Generator], list[str]]


def list_rows(
    places: list[Place], row: Row, tail: Tail, blank: int, rng: np.random.Generator
) -> list[list[str]]:
    """Write the rows of a file, with some that hold nothing at the places where one was deleted."""
    rows = [row(number, place, tail(place, rng)) for number, place in enumerate(places, start=1)]
    for _ in range(blank):
        rows.insert(int(rng.integers(1, len(rows))), [""] * len(rows[0]))
    return rows


def write_csv(
    path: Path, head: tuple[str, ...], rows: list[list[str]], encoding: str, end: str
) -> None:
    """Write one file in the encoding and with the line ends of the office's program."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator=end).writerows([head, *rows])
    path.write_bytes(buffer.getvalue().encode(encoding))


def as_old_system(place: Place) -> Place:
    """Write a place as a system of the 1990s does: kana in half width, no wave dash of Unicode."""
    return Place(
        place.name,
        write_half_width(place.kana),
        place.town,
        place.block,
        place.latitude,
        place.longitude,
        place.spot.replace("〜", "～"),
        place.capacity,
    )


def write_files(folder: Path, rng: np.random.Generator) -> None:
    """Write the four files."""
    health = [as_old_system(place) for place in draw_places(26, 3, 0, SPOTS, rng)]
    rows = list_rows(health, new_row, aed_tail, int(rng.integers(1, 4)), rng)
    write_csv(folder / "aed_health.csv", NEW_HEAD + AED_TAIL, rows, "cp932", "\r\n")
    fire = draw_places(18, 2, int(rng.integers(1, 4)), SPOTS, rng)
    rows = list_rows(fire, old_row, aed_tail, 0, rng)
    write_csv(folder / "aed_fire.csv", OLD_HEAD + AED_TAIL, rows, "utf-8", "\n")
    crisis = draw_places(22, 2, int(rng.integers(1, 4)), FLOORS, rng)
    rows = list_rows(crisis, new_row, shelter_tail, int(rng.integers(1, 3)), rng)
    write_csv(folder / "shelter_crisis.csv", NEW_HEAD + SHELTER_TAIL, rows, "utf-8-sig", "\r\n")
    coast = [as_old_system(place) for place in draw_places(10, 2, 0, FLOORS, rng)]
    rows = list_rows(coast, old_row, shelter_tail, 0, rng)
    write_csv(folder / "shelter_coast.csv", OLD_HEAD + SHELTER_TAIL, rows, "cp932", "\r\n")


def main() -> None:
    """Write the four files below the target folder's ``data``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="DIR")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    folder = options.to / "data"
    folder.mkdir(parents=True, exist_ok=True)
    write_files(folder, np.random.Generator(np.random.PCG64(options.seed)))


if __name__ == "__main__":
    main()
