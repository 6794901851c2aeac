#!/bin/sh
# nh3 0.3.8 (CPython 3.11)
# Guess before the run: nh3.clean(html, attributes={}) lets no attribute through: the mapping names
#   what each element may have, and it is empty.
# Seen: `title` and `lang` stay on every element all the same, until the mapping says "*": set().
# Output seen: <p title="a" lang="b">x</p> | <p>x</p>
# It matters where a page's own words stand in such attributes: a stranger's text can carry them.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nh3==0.3.8
"$folder/venv/bin/python" - <<'PY'
import nh3
from importlib.metadata import version
given = '<p title="a" lang="b" id="c" class="d">x</p>'
empty, none = nh3.clean(given, attributes={}), nh3.clean(given, attributes={"*": set()})
print(f"nh3 {version('nh3')}: {empty} | {none}")
assert 'title="a"' in empty and 'lang="b"' in empty and "id=" not in empty, "an empty mapping means none now"
assert none == "<p>x</p>"
PY
