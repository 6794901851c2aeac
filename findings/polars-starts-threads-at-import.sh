#!/bin/sh
# polars 2.1.0 (CPython 3.11, Linux x86-64)
# Guess before the run: `import polars` only loads the library; threads start with the first query.
# Seen: the import alone leaves the process with more than one thread, and with the variable
#   _RJEM_MALLOC_CONF in its environment, which every child process inherits.
# Output seen: threads before 1, after 4; new variables: _RJEM_MALLOC_CONF
# It matters to whoever forks after importing, as a warm parent of graders does: a fork has one thread.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check polars==2.1.0
"$folder/venv/bin/python" - <<'PY'
import os

def threads():
    return len(os.listdir("/proc/self/task"))

before, known = threads(), set(os.environ)
import polars
after, new = threads(), sorted(set(os.environ) - known)
print(f"polars {polars.__version__}: threads before {before}, after {after}; new variables: {', '.join(new)}")
assert polars.__version__ == "2.1.0" and before == 1
assert after > 1, "the import starts no thread any more"
assert "_RJEM_MALLOC_CONF" in new, "the import sets no variable any more"
PY
