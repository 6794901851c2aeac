#!/bin/sh
# jsonschema 4.26.0, rfc3987-syntax 1.1.0 (what its extra format-nongpl installs, and jupyter-events
#   with it) (CPython 3.11)
# Guess before the run: libraries that check the form of an address are loaded when a form is checked;
#   `import jsonschema`, which nbformat and so every program of Jupyter does, does not need them.
# Seen: they are imported with jsonschema, and rfc3987-syntax parses a grammar with Lark then and there:
#   the import takes several times as long as without it, and no schema has been looked at.
# Output seen: lark is loaded by the import: True | import with and without: more than 2 times
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for name in without with; do python3 -m venv "$folder/$name"; done
"$folder/without/bin/pip" install --quiet --disable-pip-version-check jsonschema==4.26.0
"$folder/with/bin/pip" install --quiet --disable-pip-version-check jsonschema==4.26.0 rfc3987-syntax==1.1.0
cat > "$folder/look.py" <<'PY'
import sys, time
before = time.process_time()
import jsonschema
print(time.process_time() - before, "lark" in sys.modules)
PY
for name in without with; do # the first run compiles
    for _time in 1 2 3 4; do "$folder/$name/bin/python" "$folder/look.py"; done | tail -3 > "$folder/$name.txt"
done
python3 - "$folder" <<'PY'
import sys
from pathlib import Path

def read(name):
    rows = [line.split() for line in (Path(sys.argv[1]) / f"{name}.txt").read_text().splitlines()]
    return min(float(row[0]) for row in rows), rows[0][1] == "True"

(without, plain), (took, loaded) = read("without"), read("with")
print(f"lark is loaded by the import: {loaded} | import with and without: {'more' if took > 2 * without else 'less'} than 2 times")
print(f"({took:.2f} s and {without:.2f} s of processor time here)", file=sys.stderr)
assert not plain and loaded and took > 2 * without, "the import is light now"
PY
