"""Write made-up visitor counts. Usage: python make_data.py [--to DIR] [--seed N].

The table is written to DIR/data/visits.csv, the same for the same seed. Nothing here is real.
"""

from __future__ import annotations

import argparse
import random
from datetime import date, timedelta
from pathlib import Path

SEED = 20270401
FIRST_DAY = date(2027, 4, 1)
DAYS = 30


def make_lines(seed: int) -> list[str]:
    """Return the lines of the table: a heading, and one line for each working day."""
    chance = random.Random(seed)
    lines = ["day,visitors"]
    for number in range(DAYS):
        day = FIRST_DAY + timedelta(days=number)
        if day.weekday() < 5:
            lines.append(f"{day.isoformat()},{chance.randint(60, 140)}")
    return lines


def main() -> None:
    """Write data/visits.csv."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", type=Path, default=Path(__file__).parent)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    folder = chosen.to / "data"
    folder.mkdir(parents=True, exist_ok=True)
    text = "\n".join(make_lines(chosen.seed)) + "\n"
    (folder / "visits.csv").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
