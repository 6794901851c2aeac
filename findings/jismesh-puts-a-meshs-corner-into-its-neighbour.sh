#!/bin/sh
# jismesh 2.1.0 (CPython 3.11)
# Guess before the run: the south-west corner that to_meshpoint gives for a grid square lies in that
#   square (its southern and western sides belong to it, JIS X 0410), so to_meshcode gives its code back.
# Seen: rounding puts more than half of the corners into the square below or to the left. Around Takamatsu 3808
#   of 6400 squares of a kilometre are not the squares of their own corners; their middles all are.
# Output seen: of 6400 squares: corner 3808 elsewhere, middle 0 elsewhere | 51340001 becomes 51340000
# It matters to whoever joins a census by grid squares with points that were made from codes: take the
#   middle (0.5, 0.5), never a corner.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jismesh==2.1.0
venv/bin/python - <<'PY'
from itertools import product

from jismesh.utils import to_meshcode, to_meshpoint

FIRST = 5134  # the 80 km square around Takamatsu
codes = [int(f"{FIRST}{a}{b}{c}{d}") for a, b, c, d in product(range(8), range(8), range(10), range(10))]


def strays(part):
    return [code for code in codes if to_meshcode(*to_meshpoint(code, part, part), 3) != code]


corner, middle = strays(0), strays(0.5)
print(f"of {len(codes)} squares: corner {len(corner)} elsewhere, middle {len(middle)} elsewhere", end=" | ")
print(f"{corner[0]} becomes {to_meshcode(*to_meshpoint(corner[0], 0, 0), 3)}")
assert not middle
assert len(corner) > 100, "corners lie in their own squares now"
PY
