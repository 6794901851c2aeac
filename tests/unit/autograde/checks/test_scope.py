"""What statements read, bind and change."""

from __future__ import annotations

import ast

import pytest
from terakoya_autograde.checks.scope import examine, root_name

# statement → loads, later, binds, changes
STATEMENTS = {
    "x = x + 1": ("x", "", "x", ""),
    "x: int = y": ("int y", "", "x", ""),
    "n += 1": ("n", "", "n", "n"),
    "for r in rows: use(r)": ("rows use", "", "r", ""),
    "def f(a, b=c):\n    return g(a) + b": ("c", "g", "f", ""),
    "@wrap\ndef f(): return f2()": ("wrap", "f2", "f", ""),
    "class A(B):\n    q = z\n    def m(self): return w": ("B z", "w", "A", ""),
    "with open_(p) as f: rows = list_(f)": ("open_ p list_", "", "f rows", ""),
    "assert all_(a - b < 1 for a, b in pairs)": ("all_ pairs", "", "", ""),
    "x = [y for y in z if y in k]": ("z k", "", "x", ""),
    "h = lambda v: v + kk": ("kk", "", "h", ""),
    "import numpy as np, os.path": ("", "", "np os", ""),
    "df['x'] = 1": ("df", "", "", "df"),
    "a.b.c = d": ("a d", "", "", "a"),
    "names.append(3)": ("names", "", "", "names"),
    "y = df.dropna(inplace=True)": ("df", "", "y", "df"),
    "for d in ds:\n    seen = []\n    seen.append(d)": ("ds", "", "d seen", ""),
    "def f():\n    row['a'] = 1": ("", "row", "f", ""),
    "def f():\n    global g\n    g = 1": ("", "", "f g", ""),
    "del x[0]": ("x", "", "", "x"),
    "(y := x) and y": ("x", "", "y", ""),
    "try:\n    import a\nexcept E as e:\n    show(e)": ("E show", "", "a e", ""),
}


@pytest.mark.parametrize("source", STATEMENTS)
def test_examine_statement(source: str) -> None:
    """Every kind of statement is read as Python runs it."""
    uses = examine(ast.parse(source).body[0])
    found = (uses.loads, uses.later, uses.binds, uses.changes)
    assert [set(names) for names in found] == [set(text.split()) for text in STATEMENTS[source]]


@pytest.mark.parametrize(
    ("source", "name"), [("a.b[c].d(e)", "a"), ("x", "x"), ("f(x).y", "f"), ("(1).real", "")]
)
def test_root_name_of_expression(source: str, name: str) -> None:
    """The object at the left end is what changes; a literal has no name."""
    assert root_name(ast.parse(source, mode="eval").body) == name
