"""Mistakes that learners make with tables, lists and texts, as small changes of a syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from terakoya.authoring.mutants.syntax_changes import Change

__all__ = ["LOOKS", "TABLE_CHANGES", "change_column", "column_names"]

_METHODS = {
    "mean": "median",
    "median": "mean",
    "sum": "mean",
    "max": "min",
    "min": "max",
    "idxmax": "idxmin",
    "idxmin": "idxmax",
    "argmax": "argmin",
    "argmin": "argmax",
    "count": "nunique",
    "nunique": "count",
    "first": "last",
    "last": "first",
    "head": "tail",
    "tail": "head",
    "nlargest": "nsmallest",
    "nsmallest": "nlargest",
    "any": "all",
    "all": "any",
    "std": "var",
    "var": "std",
    "isna": "notna",
    "notna": "isna",
    "startswith": "endswith",
    "endswith": "startswith",
    "ceil": "floor",
    "floor": "ceil",
    "union": "intersection",
    "intersection": "union",
    "upper": "lower",
    "lower": "upper",
    "cumsum": "cummax",
}
_FUNCTIONS = {"max": "min", "min": "max", "any": "all", "all": "any", "sum": "len"}
_STEPS = frozenset(
    {"abs", "astype", "clip", "copy", "drop_duplicates", "dropna", "explode"}
    | {"fillna", "ffill", "bfill", "reset_index", "round", "sort_index", "sort_values"}
    | {"sort", "strip", "lstrip", "rstrip", "casefold", "lower", "upper"}
    | {"unique", "stack", "unstack", "reindex", "rename", "set_index", "to_numeric"}
    | {"normalize", "replace", "removeprefix", "removesuffix", "zfill", "interpolate", "shift"}
    | {"diff", "cumsum", "rank", "items", "transpose"}
)
_WRAPPERS = frozenset({"abs", "round", "sorted", "set", "reversed", "int", "float", "str", "list"})
_JOINS = {"inner": "left", "left": "inner", "outer": "inner", "right": "left"}
_TEXTS = {**_METHODS, **_JOINS}
LOOKS = frozenset(
    {"alpha", "bbox_to_anchor", "capsize", "color", "colors", "c", "cmap", "dpi", "edgecolor"}
    | {"ec", "facecolor", "fc", "figsize", "font", "fontsize", "ha", "height", "linestyle"}
    | {"linewidth", "ls", "lw", "loc", "marker", "markersize", "ms", "ncol", "ncols"}
    | {"pad", "rotation", "s", "va", "weight", "width", "zorder", "constrained_layout", "layout"}
    | {"frameon", "which"}
)
"""Settings that say how a picture looks, and not what it shows."""
_NAMED = frozenset({"by", "on", "left_on", "right_on", "columns", "index", "values", "subset"})
_KEYED = frozenset({"groupby", "sort_values", "set_index", "drop", "pivot", "pivot_table", "map"})


def drop_filter(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a table of which no rows were left out."""
    match node:
        case ast.Subscript(
            value=ast.Attribute(attr="loc") as held, slice=ast.Tuple(elts=[rows, *rest])
        ):
            if _is_mask(rows):
                every = ast.Tuple([ast.Slice(), *rest], ast.Load())
                yield ast.Subscript(held, every, node.ctx)
        case ast.Subscript(value=ast.Attribute(attr="loc", value=held), slice=mask):
            if _is_mask(mask):
                yield held
        case ast.Subscript(value=held, slice=mask, ctx=ast.Load()):
            if _is_mask(mask):
                yield held
        case ast.Call(func=ast.Attribute(attr="query" | "filter" | "where" | "mask", value=held)):
            yield held


def _is_mask(node: ast.AST) -> bool:
    """Tell whether a subscript can only be a condition."""
    match node:
        case ast.Compare() | ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr()):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in {
                "isin",
                "between",
                "notna",
                "isna",
                "contains",
                "duplicated",
                "eq",
                "ge",
            }
    return False


def change_method(node: ast.AST) -> Iterator[ast.AST]:
    """Yield another figure of the same kind: the mean for the median, left for inner."""
    match node:
        case ast.Attribute(attr=name, value=value, ctx=ast.Load()) if name in _METHODS:
            yield ast.Attribute(value, _METHODS[name], ast.Load())
        case ast.Call(func=ast.Name(id=name), args=[_, *_], keywords=words) if name in _FUNCTIONS:
            if name != "sum" or not words:
                yield ast.Call(ast.Name(_FUNCTIONS[name], ast.Load()), node.args, words)
        case ast.Constant(value=str(text)) if text in _TEXTS:
            yield ast.Constant(_TEXTS[text])


def drop_step(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what a step was to be done with: missing values left in, nothing sorted or rounded."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name, value=value)) if name in _STEPS:
            if not isinstance(value, ast.Name) or value.id not in {"np", "pd", "numpy", "pandas"}:
                yield value
            elif node.args:
                yield node.args[0]
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _WRAPPERS:
            if not isinstance(first, ast.Constant):  # float("nan") is no step
                yield first


def change_order(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the other direction of sorting."""
    if not isinstance(node, ast.Call):
        return
    match node.func:
        case ast.Attribute(attr="sort_values" | "sort_index" | "rank"):
            word = "ascending"
        case ast.Name(id="sorted") | ast.Attribute(attr="sort"):
            word = "reverse"
        case _:
            return
    if all(given.arg not in (word, None) for given in node.keywords):
        flip = ast.keyword(word, ast.Constant(word == "reverse"))
        yield ast.Call(node.func, node.args, [*node.keywords, flip])


def change_axis(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the other axis."""
    if isinstance(node, ast.keyword) and node.arg == "axis":
        match node.value:
            case ast.Constant(value=0 | "index"):
                yield ast.keyword("axis", ast.Constant(1))
            case ast.Constant(value=1 | "columns"):
                yield ast.keyword("axis", ast.Constant(0))


def drop_argument(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a call without one of its settings, and one whose first two arguments are swapped."""
    if not isinstance(node, ast.Call):
        return
    for place, word in enumerate(node.keywords):
        if word.arg not in (None, "axis") and word.arg not in LOOKS:
            rest = node.keywords[:place] + node.keywords[place + 1 :]
            yield ast.Call(node.func, node.args, rest)
    if len(node.args) == 2 and all(isinstance(one, ast.Name) for one in (node.func, *node.args)):
        yield ast.Call(node.func, node.args[::-1], node.keywords)


def column_names(trees: Sequence[ast.AST]) -> tuple[str, ...]:
    """Return the texts that code takes for names of columns, in the order in which they come."""
    found: dict[str, None] = {}
    for tree in trees:
        for node in ast.walk(tree):
            for held in _named_by(node):
                texts = held.elts if isinstance(held, ast.List | ast.Tuple) else [held]
                for text in texts:
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        found.setdefault(text.value)
    return tuple(found)


def _named_by(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Subscript(slice=held):
            yield held
        case ast.keyword(arg=name, value=held) if name in _NAMED:
            yield held
        case ast.Call(func=ast.Attribute(attr=name), args=[held, *_]) if name in _KEYED:
            yield held


def change_column(names: Sequence[str]) -> Change:
    """Return an operator that yields another column, the next of those that the code names."""

    def change(node: ast.AST) -> Iterator[ast.AST]:
        for held in _named_by(node):
            texts = held.elts if isinstance(held, ast.List | ast.Tuple) else [held]
            for text in texts:
                if isinstance(text, ast.Constant) and text.value in names and len(names) > 1:
                    place = names.index(text.value)
                    other = ast.Constant(names[(place + 1) % len(names)])
                    yield _with(node, text, other)

    return change


def _with(node: ast.AST, old: ast.AST, new: ast.AST) -> ast.AST:
    """Return a copy of a node in which one of its nodes is another."""

    class Swap(ast.NodeTransformer):
        def visit(self, one: ast.AST) -> ast.AST:
            return new if one is old else self.generic_visit(_copy(one))

    return Swap().visit(node)


def _copy(node: ast.AST) -> ast.AST:
    fields = {
        name: list(value) if isinstance(value, list) else value
        for name, value in ast.iter_fields(node)
    }
    return type(node)(**fields)


TABLE_CHANGES: dict[str, Change] = {
    "filter": drop_filter,
    "figure": change_method,
    "step": drop_step,
    "order": change_order,
    "axis": change_axis,
    "argument": drop_argument,
}
"""What each is called → the operator."""
