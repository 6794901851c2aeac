"""Mutants of a solution: each mistake that the page names is made, once, in the solution alone."""

from __future__ import annotations

import ast

import pytest

from terakoya.authoring.mutants.mutant_sources import make_mutants

MISTAKES = (
    ("boundary", "x = a >= 30", "x = a > 30"),
    ("comparison", "x = a == b", "x = a != b"),
    ("comparison", "x = a in b", "x = a not in b"),
    ("arithmetic", "x = a + b", "x = a - b"),
    ("arithmetic", "x //= 2", "x /= 2"),
    ("operand", "x = a and b", "x = a"),
    ("operand", "x = t[~m]", "x = t[m]"),
    ("operand", "x = t[(a > 1) & (b > 2)]", "x = t[a > 1]"),
    ("unit", "x = seconds / 60", "x = seconds"),
    ("number", "x = f(30)", "x = f(31)"),
    ("number", "x = f(30)", "x = f(29)"),
    ("truth", "x = f(a, False)", "x = f(a, True)"),
    ("condition", "x = [n for n in a if n]", "x = [n for n in a]"),
    ("condition", "x = a if b else c", "x = c"),
    ("statement", "t['a'] = b", "pass"),
    ("filter", "x = t[t['a'] > 1]", "x = t"),
    ("filter", "x = t.loc[t['a'] > 1, 'b']", "x = t.loc[:, 'b']"),
    ("filter", "x = t.query('a > 1')", "x = t"),
    ("figure", "x = t.mean()", "x = t.median()"),
    ("figure", "x = t.agg('mean')", "x = t.agg('median')"),
    ("figure", "x = t.merge(u, how='inner')", "x = t.merge(u, how='left')"),
    ("figure", "x = max(a)", "x = min(a)"),
    ("step", "x = t.dropna()", "x = t"),
    ("step", "x = t.round(1)", "x = t"),
    ("step", "x = t.copy()", "x = t"),
    ("step", "x = round(a, 1)", "x = a"),
    ("step", "x = np.round(a, 1)", "x = a"),
    ("order", "x = t.sort_values('a')", "x = t.sort_values('a', ascending=False)"),
    ("order", "x = sorted(a)", "x = sorted(a, reverse=True)"),
    ("truth", "x = t.sort_values('a', ascending=False)", "x = t.sort_values('a', ascending=True)"),
    ("axis", "x = t.sum(axis=0)", "x = t.sum(axis=1)"),
    ("argument", "x = f(a, dtype=str)", "x = f(a)"),
    ("argument", "x = f(a, b)", "x = f(b, a)"),
    ("column", "x = t['a']", "x = t['b']"),
    ("column", "x = t.groupby('a')", "x = t.groupby('b')"),
)


@pytest.mark.parametrize(("kind", "before", "after"), MISTAKES)
def test_mistake_is_made(kind: str, before: str, after: str) -> None:
    """By the operator of its kind, and told with the line before and after."""
    made = [one for one in make_mutants(before, [1], ["a", "b"]) if one.kind == kind]
    assert (before, after) in {(one.before, one.after) for one in made}
    assert ast.unparse(ast.parse(after)) in {one.source for one in made}


@pytest.mark.parametrize(
    "source",
    [
        "import math",
        "print(f(30))",
        'raise ValueError("30 or more")',
        "fig.savefig('a.png')",
        'def f(x):\n    """At least 30."""',
        "x: int",
        "x = 'text' + name",
        "assert x > 30",
    ],
)
def test_what_no_test_looks_at_is_left_alone(source: str) -> None:
    """Words for people, imports and how a picture looks."""
    assert make_mutants(source, range(1, 9)) == ()


def test_look_of_a_picture_is_left_alone() -> None:
    """That it is drawn is not."""
    made = make_mutants("ax.bar(a, b, color='red', width=2)", [1])
    assert [one.after for one in made] == ["pass"]


def test_lines_outside_the_solution_are_left_alone() -> None:
    """The stub is the author's."""
    made = make_mutants("a = 1\nb = 2\nc = 3", [2])
    assert {(one.line, one.before) for one in made} == {(2, "b = 2")}


def test_mutants_differ() -> None:
    """Two operators that come to the same give one mutant, and none is the solution."""
    sources = [one.source for one in make_mutants("x = not (a and b)", [1])]
    assert len(sources) == len(set(sources))
    assert "x = not (a and b)" not in sources


def test_cell_that_is_no_python_has_none() -> None:
    """A magic of IPython hides what a cell does."""
    assert make_mutants("%%bash\nls", [1, 2]) == ()
