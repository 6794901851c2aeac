"""What a warm parent does once for all of its children."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from terakoya_autograde import find_imports

# in a process of its own, as a warm parent is: the memory of one that ran other tests has so many
# gaps that filling them all is given up
_PARENT = """
from itertools import repeat
from terakoya_autograde.interpreter.prewarm import fill_gaps, lie_together

def take(count):
    return [bytes(64 - 33) for _ in repeat(None, count)]

old = take(50_000)
del old[::2]
before = take(200)
print(lie_together(before, 64))
fill_gaps()
after = take(200)
print(lie_together(after, 64))
"""


def test_objects_lie_together_where_gaps_are_filled() -> None:
    """With gaps between older objects, new ones lie apart (the control); filled, side by side."""
    parent = [sys.executable, "-c", _PARENT]
    said = subprocess.run(parent, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("%matplotlib inline", ("matplotlib.pyplot",)),
        ("x = 1\n  %matplotlib inline\nimport csv", ("csv", "matplotlib.pyplot")),
        ("%pylab", ("matplotlib.pyplot",)),
        ("%run first.ipynb", ("nbformat",)),
        ("%run -i 'the first.ipynb'\nx =", ("nbformat",)),
        ("%run first.py", ()),
        ("text = '%run first.ipynb'", ()),
        ("%matplotlib_is_no_magic", ()),
        ("# %matplotlib inline", ()),
    ],
)
def test_what_a_magic_imports_is_found(source: str, found: tuple[str, ...]) -> None:
    """What draws, and what reads another notebook; nothing that only looks like one."""
    cell = {"cell_type": "code", "source": [source]}
    assert find_imports([{"cells": [cell]}]) == found


_MAGICS = """
import json, pathlib, sys
from terakoya_autograde.interpreter.prewarm import find_imports, first_uses, import_modules
from terakoya_autograde.interpreter.shell import Shell

code = {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": None, "outputs": []}
told = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
book = told | {"cells": [code | {"source": "open('ran', 'w').close()"}]}
pathlib.Path("other.ipynb").write_text(json.dumps(book))
shell = Shell()
cells = "%matplotlib inline", "%run other.ipynb"
if sys.argv[1] == "warm":
    import_modules(find_imports([{"cells": [code | {"source": source} for source in cells]}]))
    for _library, use in first_uses():
        use()
before = set(sys.modules)
for source in cells:
    shell.run_discarded(source)
print(len(set(sys.modules) - before))
"""


@pytest.mark.parametrize(("how", "loaded"), [("warm", range(20)), ("cold", range(200, 2000))])
def test_magics_load_little_in_a_child_of_a_warm_parent(
    how: str, loaded: range, tmp_path: Path
) -> None:
    """The libraries behind the notebooks' magics are there; else (the control) they are loaded."""
    done = subprocess.run(
        [sys.executable, "-c", _MAGICS, how],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout.split()[-1]) in loaded
    assert (tmp_path / "ran").exists()
