#!/bin/sh
# ja-timex 0.2.8 (CPython 3.11)
# Guess before the run: 令和8年度 is the fiscal year that begins in April 2026, as 2026年度 is (FY2026); both
#   spellings stand in every budget.
# Seen: with the year of an era it leaves 度 outside: the calendar year 2026, the same as for 令和8年. Without the
#   era, 8年度 is eight years long.
# Output seen: 2026年度: FY2026 | 令和8年度: 2026-XX-XX | 令和8年: 2026-XX-XX | 8年度: DURATION P8Y
# It matters to whoever sorts plans and budgets by time: January to March of 2027 belong to that year.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ja-timex==0.2.8
venv/bin/python -W ignore - <<'PY'
from ja_timex import TimexParser

TEXTS = ("2026年度の予算", "令和8年度の予算", "令和8年の予算", "8年度の予算")
found = {text: [(tag.type, tag.value, tag.text) for tag in TimexParser().parse(text)] for text in TEXTS}
print(" | ".join(f"{text}: {' '.join(tags[0])}" for text, tags in found.items()))
years = [[tag[1] for tag in tags] for tags in found.values()]
assert years == [["FY2026"], ["2026-XX-XX"], ["2026-XX-XX"], ["P8Y"]], "fiscal years are told apart now"
PY
