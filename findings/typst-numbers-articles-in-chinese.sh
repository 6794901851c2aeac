#!/bin/sh
# typst 0.15.2 (the Python package, CPython 3.11)
# Guess before the run: numbering "第一条" in a text whose language is Japanese counts as Japanese laws do:
#   第百一条, 第千条; it has the signs of the iroha as well, so it knows the country.
# Seen: it counts as Chinese does, whatever the text's language is: 一百, with a 零 for the empty place, and
#   the formal sign 壹 goes on with simplified Chinese (贰). Up to 99 both languages write the same.
# Output seen: 第十一条 第九十九条 第一百条 第一百零一条 第一千条 第二千零二十七条 | 壹 贰
# It matters to whoever sets by-laws (例規): from article 100 on, number them by a function of your own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check typst==0.15.2
venv/bin/python - <<'PY'
import json

import typst

NUMBERS = (11, 99, 100, 101, 1000, 2027)
made = [f'#metadata(numbering("第一条", {number})) <n>' for number in NUMBERS]
made += [f'#metadata(numbering("壹", {number})) <n>' for number in (1, 2)]
with open("page.typ", "w", encoding="utf-8") as file:
    file.write('#set text(lang: "ja", region: "jp")\n' + "\n".join(made))
values = json.loads(typst.query("page.typ", "<n>", field="value"))
print(*values[:6], "|", *values[6:])
assert values[:2] == ["第十一条", "第九十九条"]
assert values[2:6] == ["第一百条", "第一百零一条", "第一千条", "第二千零二十七条"], "it counts in Japanese now"
assert values[6:] == ["壹", "贰"]
PY
