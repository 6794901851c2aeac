"""Make the population files of the fictional city Minato (みなと市), always the same bytes.

A small cohort-component process (survival, migration, births) moves every town from 2016 to 2021
and 2026, so that cohort change ratios mean something. The files have the columns of the open data
of real cities, and their dirt: dates as text, serial number and date, "-" for a missing number,
a stray space in a name, a mistyped total, towns that come and go, a town without people.

Usage: python make_data.py [--to DIR] [--seed N]
"""

import argparse
import datetime as dt
import io
import os
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

# openpyxl writes other bytes where lxml is installed, if it may use it; it looks when it is loaded
os.environ["OPENPYXL_LXML"] = "False"
import openpyxl

SEED = 20261123
BANDS = 18
YEARS = (2016, 2021, 2026)
STAMP = dt.datetime(2026, 2, 1)  # noqa: DTZ001 - Excel knows no time zones
SEX_RATIO = 105 / 205

Counts = npt.NDArray[np.int64]
Rates = npt.NDArray[np.float64]
Cell = int | str | dt.datetime | None

YOUNG_MEN = (0.998, 0.998, 0.998, 0.998, 0.996, 0.996, 0.996, 0.996, 0.993)
YOUNG_WOMEN = (0.999, 0.999, 0.999, 0.999, 0.999, 0.997, 0.997, 0.997, 0.997)
SURVIVAL = {  # share of each age band alive after five years
    "man": (*YOUNG_MEN, 0.988, 0.981, 0.97, 0.952, 0.925, 0.882, 0.79, 0.64, 0.39),
    "woman": (*YOUNG_WOMEN, 0.994, 0.99, 0.985, 0.978, 0.964, 0.94, 0.892, 0.79, 0.51),
}


@dataclass(frozen=True)
class Kind:
    """How a kind of town looks in 2016 (weight of each age band) and how people move (5 years)."""

    shape: tuple[float, ...]
    moves: tuple[float, ...]
    births: float  # children aged 0-4 for one woman aged 15-49


KINDS = {
    "centre": Kind(  # an old centre: new towers bring young adults and small children
        (3, 3, 3, 3, 5, 6, 6, 6, 6, 6, 5, 5, 5, 7, 6, 6, 5, 6),
        (0.12, 0.03, 0.02, 0.22, 0.45, 0.4, 0.3, 0.18, 0.1, 0.06, *(0.03,) * 8),
        0.17,
    ),
    "newtown": Kind(  # built in the 1980s: parents grow old together, children leave
        (2, 3, 3, 4, 4, 3, 3, 4, 5, 5, 9, 14, 13, 8, 4, 3, 2, 1.5),
        (0.03, 0.02, -0.05, -0.3, -0.28, -0.05, 0.02, 0.02, *(-0.01,) * 10),
        0.14,
    ),
    "young": Kind(  # a young estate: families with children
        (10, 9, 7, 5, 3, 6, 10, 12, 11, 8, 5, 3, 3, 3, 2, 1.5, 1, 0.7),
        (0.12, 0.08, 0.02, -0.12, -0.05, 0.2, 0.22, 0.14, 0.06, *(0.01,) * 9),
        0.27,
    ),
    "mountain": Kind(  # a mountain village
        (2, 2, 3, 3, 2, 2, 2, 3, 3, 4, 5, 7, 9, 11, 10, 11, 11, 13),
        (-0.05, -0.04, -0.12, -0.45, -0.3, -0.1, -0.04, *(-0.02,) * 11),
        0.16,
    ),
    "harbour": Kind(  # a fishing harbour
        (3, 3, 3, 4, 4, 4, 4, 5, 6, 6, 6, 7, 8, 10, 8, 7, 6, 6),
        (-0.02, -0.02, -0.06, -0.25, -0.2, -0.06, *(-0.02,) * 12),
        0.17,
    ),
    "suburb": Kind(
        (5, 5, 5, 5, 5, 5, 6, 7, 8, 7, 6, 6, 6, 7, 6, 5, 4, 4),
        (0.02, 0.01, -0.02, -0.1, -0.04, 0.04, 0.04, 0.02, *(0.0,) * 10),
        0.2,
    ),
    "campus": Kind(  # students come at 18 and leave at 22
        (3, 3, 3, 9, 20, 8, 5, 5, 5, 5, 4, 4, 4, 5, 4, 4, 3, 3),
        (0.0, 0.0, 0.6, 0.9, -0.58, -0.15, -0.03, *(0.0,) * 11),
        0.1,
    ),
}

# name, kind, people in 2016
TOWNS = (
    ("本町１丁目", "centre", 1450),
    ("本町２丁目", "centre", 980),
    ("駅前通", "centre", 720),
    ("港町", "harbour", 860),
    ("浜町", "harbour", 1240),
    ("磯崎", "harbour", 540),
    ("緑が丘１丁目", "newtown", 2650),
    ("緑が丘２丁目", "newtown", 2380),
    ("緑が丘３丁目", "newtown", 1920),
    ("若葉台１丁目", "young", 1780),
    ("若葉台２丁目", "young", 1350),
    ("東原", "suburb", 4200),
    ("西原", "suburb", 3650),
    ("中野町", "suburb", 2900),
    ("川端町", "suburb", 1880),
    ("田中町", "suburb", 1520),
    ("大池町", "suburb", 2240),
    ("学園町", "campus", 2100),
    ("上谷", "mountain", 620),
    ("下谷", "mountain", 460),
    ("奥山", "mountain", 210),
    ("小島", "mountain", 48),
    ("工業団地", "suburb", 14),
    ("ふ頭", "suburb", 0),
)
MERGED, MERGED_INTO = "旧港", "港町"  # only in the oldest file
BUILT, BUILT_PEOPLE = "臨海テラス", 130  # only in the newest file
SPACED = "中野町"  # a stray space after its name in the oldest file
MISTYPED = "川端町"  # its total is mistyped in the oldest file

HEAD = ("#property", "prefCode", "regionCode", "prefName", "cityName", "surveyDate", "regionName")
COLUMNS = (
    *HEAD,
    *("totalPopulation", "male", "woman"),
    *(f"{sex}{n}" for n in range(1, BANDS + 1) for sex in ("man", "woman")),
    *("numberOfHouseholds", "note", "location"),
)


@dataclass(frozen=True)
class Town:
    """The people of one town at one date, by age band."""

    man: Counts
    woman: Counts

    @property
    def total(self) -> int:
        """All people of the town."""
        return int(self.man.sum() + self.woman.sum())

    def __add__(self, other: "Town") -> "Town":
        return Town(self.man + other.man, self.woman + other.woman)


def settle(kind: Kind, people: int, rng: np.random.Generator) -> Town:
    """Draw the people of a town in its first year."""
    shape: Rates = np.array(kind.shape, dtype=np.float64)
    old: Rates = np.linspace(0.0, 1.0, BANDS) ** 3  # women live longer
    weights = np.concatenate([shape * (1 - 0.35 * old), shape * (1 + 0.35 * old)])
    drawn = rng.multinomial(people, weights / weights.sum())
    return Town(drawn[:BANDS].astype(np.int64), drawn[BANDS:].astype(np.int64))


def age_by_five(people: Counts, sex: str, moves: Rates, rng: np.random.Generator) -> Counts:
    """Let one sex live for five years: survive, move, grow older (band 0 is left empty)."""
    alive = rng.binomial(people, np.array(SURVIVAL[sex]))
    gain = rng.poisson(np.maximum(moves, 0) * alive)
    loss = rng.binomial(alive, np.maximum(-moves, 0))
    moved = alive + gain - loss
    older: Counts = np.zeros(BANDS, dtype=np.int64)
    older[1:] = moved[:-1]
    older[-1] += moved[-1]
    return older


def live_five_years(town: Town, kind: Kind, rng: np.random.Generator) -> Town:
    """Move a whole town on by five years, with births."""
    moves: Rates = np.array(kind.moves, dtype=np.float64)
    man = age_by_five(town.man, "man", moves, rng)
    woman = age_by_five(town.woman, "woman", moves, rng)
    born = int(rng.poisson(kind.births * float(woman[3:10].sum())))
    man[0] = rng.binomial(born, SEX_RATIO)
    woman[0] = born - man[0]
    return Town(man, woman)


def simulate(rng: np.random.Generator) -> dict[int, dict[str, Town]]:
    """Return the towns of every year, in the order of the files."""
    first = {name: settle(KINDS[kind], people, rng) for name, kind, people in TOWNS}
    merged = settle(KINDS["harbour"], 85, rng)
    cities = {YEARS[0]: {**first, MERGED: merged}}
    now = {**first, MERGED_INTO: first[MERGED_INTO] + merged}
    for year in YEARS[1:]:
        now = {name: live_five_years(now[name], KINDS[kind], rng) for name, kind, _ in TOWNS}
        cities[year] = dict(now)
    cities[YEARS[-1]][BUILT] = settle(KINDS["young"], BUILT_PEOPLE, rng)
    return cities


def survey_date(year: int) -> Cell:
    """Write the first of February as each office did: text, Excel serial number, date."""
    day = dt.datetime(year, 2, 1)  # noqa: DTZ001
    if year == YEARS[0]:
        return f"{day.month}/{day.day}/{day.year}"
    if year == YEARS[1]:
        return (day - dt.datetime(1899, 12, 30)).days  # noqa: DTZ001
    return day


def households(year: int, people: int) -> Cell:
    """Number of households; the older files write it as text or "-"."""
    number = round(people / 2.2)
    if year == YEARS[-1] or (year == YEARS[1] and people):
        return number
    return str(number) if people else "-"


def town_row(number: int, year: int, name: str, town: Town) -> list[Cell]:
    """One row of a file."""
    men, women, total = int(town.man.sum()), int(town.woman.sum()), town.total
    if year == YEARS[0] and name == MISTYPED:
        total += 90
    if year == YEARS[0] and name == SPACED:
        name += "\N{IDEOGRAPHIC SPACE}"
    head: list[Cell] = [number, 99201, None, "うみべ県", "みなと市", survey_date(year), name]
    ages: list[Cell] = []
    for man, woman in zip(town.man, town.woman, strict=True):
        ages += [int(man), int(woman)]
    place = f"{33.9 + (number % 7) * 0.004:.6f},{141.2 + (number // 7) * 0.005:.6f}"
    return [*head, total, men, women, *ages, households(year, town.total), None, place]


def workbook_bytes(year: int, towns: dict[str, Town]) -> bytes:
    """Make one workbook, with fixed times inside and outside."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sheet1" if year == YEARS[0] else "Sheet0"
    sheet.append(list(COLUMNS))
    for number, (name, town) in enumerate(towns.items(), start=1):
        sheet.append(town_row(number, year, name, town))
    book.properties.creator = "make_data.py"
    book.properties.created = STAMP
    raw = io.BytesIO()
    book.save(raw)
    return rezip(raw.getvalue())


def rezip(raw: bytes) -> bytes:
    """Pack a workbook again, sorted and with a fixed time, so that its bytes never change."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            body = source.read(name)
            if name == "docProps/core.xml":
                stamp = rb"\g<1>" + f"{STAMP.isoformat()}Z".encode()
                body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", stamp, body)
            info = zipfile.ZipInfo(name, date_time=(2026, 2, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, body)
    return out.getvalue()


def main() -> None:
    """Write data/population_YYYY-02.xlsx below the chosen folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="DIR")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    folder: Path = options.to / "data"
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.Generator(np.random.PCG64(options.seed))
    for year, towns in simulate(rng).items():
        (folder / f"population_{year}-02.xlsx").write_bytes(workbook_bytes(year, towns))


if __name__ == "__main__":
    main()
