#!/bin/sh
# jeraconv 0.2.1 (CPython 3.11)
# Guess before the run: 1 May 2019 is written 令和元年5月1日, as offices and laws write the first year of an
#   era, as the library itself reads 令和元年.
# Seen: it writes 令和1年5月1日; what it writes and what it is given do not compare equal.
# Output seen: 令和1年5月1日 | 2019 2019
# It matters to whoever prints dates on certificates or joins tables by them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jeraconv==0.2.1
venv/bin/python - <<'PY'
from jeraconv import jeraconv

written = jeraconv.W2J().convert(2019, 5, 1)
reader = jeraconv.J2W()
read = [reader.convert(text) for text in ("令和元年", "令和1年")]
print(written, "|", *read)
assert written == "令和1年5月1日", "the first year is written otherwise now"
assert read == [2019, 2019]
PY
