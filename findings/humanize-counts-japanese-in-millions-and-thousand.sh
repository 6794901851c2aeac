#!/bin/sh
# humanize 4.17.0 (CPython 3.11)
# Guess before the run: with the language ja_JP active, 12,000,000 is 1,200万, as Japanese counts by ten
#   thousands.
# Seen: it is 12.0 百万, in the English steps, and where a step has no translation the word stays English:
#   12.3 thousand.
# Output seen: 12.0 百万 | 12.3 thousand | 1.2 billion
# It matters to whoever puts budgets or populations on a page: divide by 10,000 yourself.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check humanize==4.17.0
venv/bin/python - <<'PY'
import humanize

humanize.i18n.activate("ja_JP")
found = [humanize.intword(number) for number in (12_000_000, 12_345, 1_200_000_000)]
print(" | ".join(found))
assert found == ["12.0 百万", "12.3 thousand", "1.2 billion"], "it counts otherwise now"
PY
