#!/bin/sh
# nbgrader 0.9.6 (CPython 3.11)
# Guess before the run: a course may lie in a folder of any name; nbgrader escapes its root where it looks
#   for assignments with regular expressions.
# Seen: it escapes the root, but not an absolute source_directory: with "+" in the folder's name no
#   assignment can be generated. The same folder under a name without such a sign works.
# Output seen: plain: made | a+b: Could not match
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check nbgrader==0.9.6
PATH="$folder/venv/bin:$PATH" "$folder/venv/bin/python" - "$folder" <<'PY'
import logging
import sys
from importlib.metadata import version
from pathlib import Path
import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

def generated(root):
    source = root / "source" / "lesson"
    source.mkdir(parents=True)
    cell = nbformat.v4.new_markdown_cell("text", id="one")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), source / "lesson.ipynb")
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.source_directory = str(source.parent)
    config.CourseDirectory.assignment_id = "lesson"
    heard = []
    log = logging.Logger("quiet")
    log.addHandler(logging.Handler())
    log.handlers[0].emit = lambda record: heard.append(record.getMessage())
    maker = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config, log=log)
    try:
        maker.start()
    except BaseException:
        pass
    if (root / "release" / "lesson" / "lesson.ipynb").exists():
        return "made"
    return "Could not match" if any("Could not match" in line for line in heard) else "something else"

plain, signed = (generated(Path(sys.argv[1]) / name) for name in ("plain", "a+b"))
print(f"nbgrader {version('nbgrader')}: plain: {plain} | a+b: {signed}")
assert version("nbgrader") == "0.9.6"
assert (plain, signed) == ("made", "Could not match"), "any folder will do now"
PY
