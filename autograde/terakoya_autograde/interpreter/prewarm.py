"""Warming a parent: whatever its children would each do for the first time, done once."""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import io
import json
import os
import random
import re
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise, repeat
from typing import Any

__all__ = ["ALWAYS", "fill_gaps", "find_imports", "first_uses", "forget_parent", "import_as_cell"]
__all__ += ["freeze_memory", "import_modules", "lie_together", "prewarm_mistakes", "warm_up"]

# mistakes that learners make: the lines that an error shows come from a parsed source
_MISTAKES = {
    "builtins": ("1 / 0", "unknown_name", "assert 1 == 2, 'no'", "(1,", "{}['a']", "int('x')"),
    "pandas": (
        "import pandas as pd; pd.DataFrame({'a': [1]})['b']",
        "import pandas as pd; pd.DataFrame({'a': [1]}).loc['b']",
        "import pandas as pd; pd.DataFrame({'a': ['x']}).mean()",
        "import pandas as pd; pd.Series([], dtype=float).idxmax()",
    ),
    "matplotlib.pyplot": (
        "import matplotlib.pyplot as plt; plt.plot([1], [1, 2])",
        "import matplotlib.pyplot as plt; plt.subplots()[1].bar([1], [1, 2])",
    ),
}
_POOL, _BYTES = 16 * 1024, sys.getsizeof(b"")
_MOST_POOLS, _ENDS = 500, 4
_GAPS: list[object] = []  # keeps what fills them
# magics that import something in each process that runs them
_MAGICS = (
    (re.compile(r"^\s*%(?:matplotlib|pylab)\b", re.MULTILINE), "matplotlib.pyplot"),
    (re.compile(r"^\s*%run\b.*\.ipynb\b", re.MULTILINE), "nbformat"),
)
ALWAYS = ("IPython.core.completer", "IPython.core.magics", "encodings.cp932", "encodings.idna")


def find_imports(notebooks: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Return the modules that the code cells of notebooks (plain JSON data) import, sorted.

    Those are counted that a magic imports: what draws, and what reads another notebook.

    >>> from terakoya_autograde import find_imports
    >>> cell = {"cell_type": "code", "source": ["import pandas as pd\\n", "%matplotlib inline\\n",
    ...                                         "from scipy.stats import norm"]}
    >>> find_imports([{"cells": [cell]}])
    ('matplotlib.pyplot', 'pandas', 'scipy.stats')
    """
    found: set[str] = set()
    for notebook in notebooks:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                found |= _imports_of("".join(cell["source"]))
    return tuple(sorted(found))


def _imports_of(source: str) -> set[str]:
    found = {module for magic, module in _MAGICS if magic.search(source)}
    lines = (line for line in source.splitlines() if not line.lstrip().startswith(("%", "!", "?")))
    try:
        tree = ast.parse("\n".join(lines))
    except SyntaxError:
        return found
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
    return found


def import_modules(names: Iterable[str]) -> tuple[str, ...]:
    """Import what can be imported, and what every shell uses; return what cannot."""
    return tuple(name for name in (*ALWAYS, *names) if not import_as_cell(name))


def import_as_cell(name: str) -> bool:
    """Import a module as a cell would; tell whether that went well.

    Libraries ask for `get_ipython` while they are imported: pandas takes a terminal for granted
    where there is none, and then shows wide tables in another way.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    with contextlib.nullcontext() if shell is None else shell.builtin_trap:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit):  # noqa: BLE001 - it may raise anything; children see it too
            return False
    return True


def warm_up(run: Callable[[str], None] | None = None) -> None:
    """Use the libraries that are loaded once, then freeze the memory for forking.

    Args:
        run: runs a cell and forgets it; without it, no mistake is made.
    """
    for _library, use in first_uses():
        use()
    if run is not None:
        prewarm_mistakes(run)
    freeze_memory()


def first_uses() -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield what does each loaded library's usual work once, and never raises."""
    for library, use in _USES.items():
        if library in sys.modules:
            yield library, partial(_use, use)


def _use(use: Callable[[], None]) -> None:
    with contextlib.suppress(Exception):
        use()


def prewarm_mistakes(run: Callable[[str], None]) -> None:
    """Make the mistakes that learners make, once: to show their lines, sources are parsed."""
    for library, mistakes in _MISTAKES.items():
        if library in sys.modules:
            for mistake in mistakes:
                run(mistake)


def freeze_memory(*, collects: bool = True) -> None:
    """Settle the memory for forking: what is there now is never collected or moved again.

    Args:
        collects: with a look for garbage before that, which takes a tenth of a second.
    """
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
    if collects:
        gc.collect()  # what is frozen stays for ever: no garbage
    fill_gaps()
    # A collection in a child would write into each object's head, and so copy all that is shared.
    gc.freeze()


def fill_gaps() -> None:
    """Take the free places between small objects, so that a child's own come to lie together.

    A child's objects would land in them, and each would copy a whole page of its parent's. CPython
    gives places of 16, 32, … 512 bytes from pools of 16 KiB, the fullest first.
    """
    for size in range(16, 513, 16):
        for _ in range(_MOST_POOLS):
            made = [_take_place(size) for _ in repeat(None, _POOL // size)]
            _GAPS.append(made)
            if lie_together(made, size):
                break


def lie_together(made: Sequence[object], size: int) -> bool:
    """Tell whether objects of so many bytes are neighbours, but for a few ends of pools."""
    places = [id(one) for one in made]
    return sum(after - before != size for before, after in pairwise(places)) <= _ENDS


def _take_place(size: int) -> object:
    """Return a new object that takes a place of so many bytes, and nothing else."""
    if size == 16:
        return object()
    return complex(1.0, 1.0) if size == 32 else bytes(size - _BYTES)


def forget_parent() -> None:
    """After a fork: drop what the parent has made once and each process needs for itself."""
    tempfile.tempdir = None  # the parent's, which is not there inside
    # All forks of one parent would draw the same numbers; numpy does not notice a fork at all.
    random.seed()
    if (numpy := sys.modules.get("numpy")) is not None:
        numpy.random.seed(int.from_bytes(os.urandom(4), "little"))


def _numpy() -> None:
    import numpy as np

    np.quantile(np.random.default_rng(0).normal(size=100), 0.5)
    np.linalg.solve(np.eye(2), np.ones(2))


def _pandas() -> None:
    import pandas as pd

    table = pd.DataFrame({"名": ["a", "b", "a"], "x": [1.0, 2.0, 3.0], "d": ["2026-01-01"] * 3})
    table["d"] = pd.to_datetime(table["d"])
    table.groupby("名")["x"].agg(["mean", "median", "count"]).reset_index()
    table.groupby(["名", "d"])["x"].quantile(0.9)
    table.pivot_table(index="名", columns="d", values="x", aggfunc="sum")
    table.melt(id_vars="名", value_vars=["x"]).merge(table, on="名").sort_values("x")
    table["名"].str.replace("a", "b").astype(str).map({"b": 1}).isna()
    table["d"].dt.day_of_week.value_counts()
    text = table.to_csv()
    pd.read_csv(io.StringIO(text), dtype=str)
    pd.read_csv(io.BytesIO(text.encode("cp932")), encoding="cp932")
    table.describe()
    repr(table)
    numbers = table[["x"]]
    numbers.style.format("{:.1f}").background_gradient(cmap="Blues").to_html()
    table._repr_html_()  # type: ignore[operator]
    if "openpyxl" in sys.modules:
        book = io.BytesIO()
        table.drop(columns="d").to_excel(book, index=False)
        pd.read_excel(book)


def _pyplot() -> None:
    import matplotlib.pyplot as plt
    from IPython.core.pylabtools import print_figure

    figure, axes = plt.subplots()
    axes.bar(["一", "二"], [1, 2], label="数", hatch="//")
    axes.plot([1, 2], [1, 2])
    axes.imshow([[1, 2], [3, 4]])
    axes.barh([1, 2], [3, 4])
    axes.set_title("題")
    axes.set_xlabel("横軸")
    axes.legend()
    axes.text(0, 0, "字")
    figure.tight_layout()
    print_figure(figure, base64=True)
    plt.close("all")
    plt.uninstall_repl_displayhook()  # it draws once more after each cell, for windows that are not


def _nbformat() -> None:
    import nbformat

    for minor in (4, 5):  # for each, what validates it is compiled
        nbformat.reads(
            json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": minor}),
            as_version=4,
        )


_USES = {
    "numpy": _numpy,
    "pandas": _pandas,
    "matplotlib.pyplot": _pyplot,
    "nbformat": _nbformat,
}
