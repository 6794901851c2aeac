#!/bin/sh
# ssf 0.2.2, Babel 2.13.1 and 2.14.0 (CPython 3.11)
# Guess before the run: the one library that shows numbers as a spreadsheet's format does can be used
#   with the Babel that its own requirement allows (any version).
# Seen: since Babel 2.14 keeps a locale's signs by numbering system, making the formatter fails with
#   KeyError 'decimal'; its package still allows every Babel. With 2.13.1 it works, but [DBNum1],
#   Japanese numerals, is passed over without a word (12 stays 12) and weekdays (aaa) stay letters.
# Output seen: Babel 2.13.1: A0201 12 aaa | Babel 2.14.0: KeyError
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
for babel in 2.13.1 2.14.0; do
    "$folder/venv/bin/pip" install --quiet --disable-pip-version-check setuptools==80.9.0 ssf==0.2.2 "babel==$babel"
    "$folder/venv/bin/python" -W ignore - >>"$folder/seen" <<'PY'
from importlib.metadata import version
from ssf import SSF

try:
    formatter = SSF()
    shown = " ".join(formatter.format(code, value) for code, value in (('"A"0000', 201), ("[DBNum1]0", 12), ("aaa", 45000)))
except Exception as error:
    shown = type(error).__name__
print(f"Babel {version('babel')}: {shown}")
PY
done
cat "$folder/seen"
[ "$(tr '\n' '|' <"$folder/seen")" = "Babel 2.13.1: A0201 12 aaa|Babel 2.14.0: KeyError|" ] || {
    echo "it behaves otherwise now" >&2
    exit 1
}
