#!/bin/sh
# sqlalchemy 2.1.9 (CPython 3.11)
# Guess before the run: the address of a SQLite database is "sqlite:///" and its absolute path, as many
#   programs put it together (nbgrader's default for a gradebook is made so).
# Seen: in the path, %41 is read as A and everything from ? on as options, which SQLite drops with a warning:
#   the database is written in another folder, or in a file called like the beginning of the folder.
#   URL.create("sqlite", database=path) means the path, and its render_as_string() a text that does.
# Output seen: text: ['100A/kept.db', 'a'] | object: ['100%41/kept.db', 'a?b/kept.db']
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check sqlalchemy==2.1.9
"$folder/venv/bin/python" - "$folder" <<'PY'
import sys
import warnings
from pathlib import Path
import sqlalchemy
from sqlalchemy import URL, create_engine, make_url, text

warnings.simplefilter("ignore")

def written(root, address):
    for name in ("100%41", "100A", "a?b"):
        (root / name).mkdir(parents=True)
    for name in ("100%41", "a?b"):
        with create_engine(address(root / name / "kept.db")).begin() as connection:
            connection.execute(text("CREATE TABLE kept (x)"))
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())

def by_object(path):
    made = URL.create("sqlite", database=str(path))
    assert make_url(made.render_as_string()) == made
    return made

places = Path(sys.argv[1])
as_text = written(places / "text", lambda path: f"sqlite:///{path}")
as_object = written(places / "object", by_object)
print(f"sqlalchemy {sqlalchemy.__version__}: text: {as_text} | object: {as_object}")
assert sqlalchemy.__version__ == "2.1.9"
assert as_text == ["100A/kept.db", "a"], "a path is taken as it is now"
assert as_object == ["100%41/kept.db", "a?b/kept.db"]
PY
