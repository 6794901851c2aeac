#!/bin/sh
# japanese-personal-name-dataset 0.4.0 (CPython 3.11)
# Guess before the run: a dataset of given names has the names that are most given to children today,
#   and no words of an office's letters.
# Seen: 陽翔, for years among the most given names, is missing, and everyday words (文化, 平和) are in it:
#   who looks for names with it alone marks 「文化センター」 and misses a child's name.
# Output seen: 陽翔: not in it | 文化: in it | 平和: in it | 太郎: in it
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check japanese-personal-name-dataset==0.4.0
"$folder/venv/bin/python" - <<'PY'
from japanese_personal_name_dataset import load_dataset
given = {written for half in load_dataset() for entry in half.values() for written in entry["kanji"]}
seen = {name: name in given for name in ("陽翔", "文化", "平和", "太郎")}
print(" | ".join(f"{name}: {'in it' if there else 'not in it'}" for name, there in seen.items()))
assert seen == {"陽翔": False, "文化": True, "平和": True, "太郎": True}, "it has other names now"
PY
