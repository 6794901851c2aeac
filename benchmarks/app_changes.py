"""Does an app show, after any change, what its notebook gives when it is run from the top?

Makes notebooks at random from cells of the kinds that authors write: cells that read the two
parameters, change lists, dicts, tables and objects in place, call functions that do, use a name
again, or do nothing of the kind. Each becomes an app; a visitor changes its parameters one after
another, there and back. After each change all that the page shows must be what plain Python prints
for a run from the top with these values. Cells that draw unseeded random numbers are not among
them: no two runs of those are alike. Ends with 1 where a page differed.
"""

from __future__ import annotations

import argparse
import contextlib
import html
import io
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from terakoya_autograde.kernels import PreparedKernels

from terakoya.faces.app import make_app_notebook
from terakoya.faces.app.live.generation import Generation
from terakoya.faces.app.live.served_app import ServedApp
from terakoya.faces.app.live.visit import Visit
from terakoya.model.settings import AppSettings

PARAMETERS = "n: int = 2  # 数 | 1..9\nm: int = 1  # 別の数 | 1..9"
CHANGES = (({"n": 3}, (3, 1)), ({"n": 5}, (5, 1)), ({"m": 4}, (5, 4)), ({"n": 2}, (2, 4)))
BEGIN = (
    "import pandas as pd",
    "l, d, s = [3, 1, 2], {'k': 1}, 1",
    "t = v = x = z1 = z2 = 0; u, y, k = [], [], [{}, []]",
    "df = pd.DataFrame({'a': range(6)})",
    "e = df.copy(); w = h = pd.Series([1])",
    "it = iter(range(1000))",
    "class Box:\n    def __init__(self): self.v = []\n    def put(self, x): self.v.append(x)",
    "box = Box()",
    "def f(x): return x",
    "g = lambda z: z",
)
CELLS = (
    "l.append(n)", "l = l + [n]", "l.sort()", "l.extend(range(n))", "l[:] = l[:3]",
    "if n > 3: l = []", "u = l", "u.append(0)", "y = sorted(l)", "y.append(1)",
    "d['k'] = d.get('k', 0) + n", "d.update(z=len(l))", "d = dict(d)",
    "for q in d: s += d[q] if isinstance(d[q], int) else 0",
    "s += n", "s = s * 2", "t = s", "s = max(s, m)", "s = sum(l) + s", "while s > 50: s -= 50",
    "z1, z2 = s, len(l)", "try:\n    v = l[5]\nexcept IndexError:\n    v = -1",
    "df['b'] = df['a'] * s", "df = df[df['a'] > s % 4]", "df.loc[0:1, 'a'] = n", "e = df",
    "e['c'] = 1", "h = df['a'] + 0", "w = df.groupby('a').size()",
    "df = df.sort_values('a', ascending=bool(n % 2)).reset_index(drop=True)",
    "def f(x):\n    l.append(x)\n    return x + s", "r = [f(i) for i in range(2)]",
    "g = lambda z: z + s", "k = [d, l]", "k[0]['w'] = n", "k[1].append(m)",
    "x = it.__next__()", "x = next(it)", "box.put(n)", "box.v = []",
    "print(s, l)", "print(d)", "print(len(df), df['a'].sum())", "print(list(df.columns))",
    "print(f(1))", "print(m, t)", "print(x)", "print(v)", "print(df.head(2).to_dict())",
    "print(g(2))", "print(box.v)", "print(y)", "print(z1, z2)", "print(w.sum())", "print(k)",
)  # fmt: skip


def main() -> int:
    """Try them all; return 1 where a page differed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=300, help="notebooks (300)")
    parser.add_argument("--seed", type=int, default=1, help="repeats a run (1)")
    options = parser.parse_args()
    dice = random.Random(options.seed)
    tried = differed = 0
    kernels = PreparedKernels(("pandas", "ipywidgets"), sandbox=True)
    try:
        while tried < options.count:
            cells = [*BEGIN, *dice.choices(CELLS, k=dice.randint(3, 9))]
            with contextlib.suppress(Exception):  # a notebook that fails from the top is none
                wanted = [run_from_the_top(cells, *values) for _given, values in CHANGES]
                run_from_the_top(cells, 2, 1)
                tried += 1
                differed += not follows(kernels, cells, wanted)
    finally:
        kernels.close()
    print(f"{tried} notebooks, {len(CHANGES)} changes each: {differed} differed")
    return 1 if differed else 0


def run_from_the_top(cells: list[str], n: int, m: int) -> str:
    """Return what plain Python prints."""
    names: dict[str, Any] = {"n": n, "m": m}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for cell in cells:
            exec(cell, names)  # noqa: S102 - our own cells
    return said.getvalue()


def follows(kernels: PreparedKernels, cells: list[str], wanted: list[str]) -> bool:
    """Tell whether an app of these cells shows what is wanted after each change."""
    with tempfile.TemporaryDirectory(prefix="changes-") as name:
        generation = prepare(kernels, Path(name), cells)
        visit, page = Visit(generation), dict(generation.first["areas"])
        try:
            for (given, _values), text in zip(CHANGES, wanted, strict=True):
                page |= visit.set_values(given)["areas"]
                if read(page) != text:
                    print(f"after {given}: {read(page)!r} in place of {text!r}\n  {cells}")
                    return False
        finally:
            visit.close()
            generation.end()
    return True


def prepare(kernels: PreparedKernels, folder: Path, cells: list[str]) -> Generation:
    """Make an app of the cells, behind the parameters, and run it once."""
    folder.chmod(0o755)
    given = new_code_cell(PARAMETERS, id="given", metadata={"tags": ["parameters"]})
    made = [
        new_code_cell(cell, id=f"c{at:02}", metadata={"tags": ["app"]})
        for at, cell in enumerate(cells)
    ]
    app = make_app_notebook(new_notebook(cells=[given, *made]), "app", where="app")
    nbformat.write(app, folder / "app.ipynb")
    settings = AppSettings(cell_seconds=60, memory_mb=1024)
    served = ServedApp(folder / "app.ipynb", lambda: kernels, settings, time.monotonic)
    served.prepare()
    if served.generation is None:
        raise RuntimeError(f"not prepared: {served.state}")
    return served.generation


def read(page: dict[str, str]) -> str:
    """Return what the cells of a page show, as text."""
    areas = "".join(page[key] for key in sorted(page))
    return html.unescape(areas.replace("<pre>", "").replace("</pre>", ""))


if __name__ == "__main__":
    sys.exit(main())
