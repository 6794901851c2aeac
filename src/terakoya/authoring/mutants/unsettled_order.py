"""Whether code may do something else in another run: read from its syntax, nothing is run.

A set that is only compared, counted, sorted or asked for a member is the same in every run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

__all__ = ["may_differ"]

_SETTLED = {"sorted", "len", "min", "max", "any", "all", "bool", "isinstance"}
_SETTLED |= {"issuperset", "issubset", "isdisjoint"}
_SETS = {"set", "frozenset"}
_OF_SETS = {"union", "intersection", "difference", "symmetric_difference"}
_SYSTEM = {"listdir", "scandir", "iterdir", "glob", "rglob", "walk", "getcwd", "cwd", "resolve"}
_SYSTEM |= {"now", "today", "utcnow", "time", "time_ns", "perf_counter", "monotonic", "localtime"}
_SYSTEM |= {"ctime", "gmtime", "uuid1", "uuid4", "urandom", "getpid", "gettempdir", "absolute"}
_SYSTEM |= {"hash", "id", "environ", "getenv", "cpu_count", "node", "platform", "gethostname"}
_DRAWS = {"random", "randint", "rand", "randn", "choice", "choices", "sample", "shuffle", "normal"}
_DRAWS |= {"uniform"}
_GENERATORS = {"default_rng", "Random", "RandomState"}


def may_differ(sources: Iterable[str]) -> bool:
    """Tell whether the cells of a notebook may show or find something else in another run."""
    trees = []
    for source in sources:
        try:
            trees.append(ast.parse(source))
        except (SyntaxError, ValueError):  # IPython's own: a shell line may show anything
            return True
    seeded = any(_is_call_of(node, {"seed"}) for tree in trees for node in ast.walk(tree))
    return any(
        _is_unsettled(node, over, seeded=seeded) for tree in trees for node, over in _walk(tree)
    )


def _walk(tree: ast.AST) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    """Yield every node with those above it, the nearest first."""
    left: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(tree, ())]
    while left:
        node, over = left.pop()
        yield node, over
        left += [(child, (node, *over)) for child in ast.iter_child_nodes(node)]


def _is_unsettled(node: ast.AST, over: tuple[ast.AST, ...], *, seeded: bool) -> bool:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in _SYSTEM:
            return not any(_is_call_of(one, {"sorted"}) for one in over[:3])
        case ast.Set() | ast.SetComp():
            return not _is_settled(over)
        case ast.Call() if _is_call_of(node, _SETS | _OF_SETS):
            return not _is_settled(over)
        case ast.Call():
            return _draws(node, seeded=seeded)
    return False


def _draws(call: ast.Call, *, seeded: bool) -> bool:
    """Tell whether a call draws random numbers that nobody has seeded."""
    match call:
        case ast.Call(args=[], keywords=[]) if _is_call_of(call, _GENERATORS):
            return True
        case ast.Call(
            func=ast.Attribute(
                value=ast.Name(id="random") | ast.Attribute(attr="random"), attr=name
            )
        ):
            return name in _DRAWS and not seeded
        case ast.Call(func=ast.Attribute(attr="sample"), keywords=named):
            return "random_state" not in {one.arg for one in named}
    return False


def _is_call_of(node: ast.AST, names: Iterable[str]) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name in names
    return False


def _is_settled(over: tuple[ast.AST, ...]) -> bool:
    """Tell whether a set goes no further than into something that has no order.

    Args:
        over: what stands above it, the nearest first.
    """
    above = next((one for one in over if not _passes_on(one)), None)
    match above:
        case ast.Compare() | ast.UnaryOp(op=ast.Not()):
            return True
        case ast.SetComp() | ast.Expr():  # IPython sorts a set that a cell ends with
            return True
        case ast.Call():
            return _is_call_of(above, _SETTLED)
    return False


def _passes_on(node: ast.AST) -> bool:
    """Tell whether what stands above a set is a set again, or goes through it for something."""
    match node:
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd() | ast.Sub() | ast.BitXor()):
            return True
        case ast.BoolOp() | ast.Starred() | ast.Set() | ast.comprehension():
            return True
        case ast.GeneratorExp() | ast.ListComp():
            return True
        case ast.Attribute(attr=name):
            return name in _OF_SETS | _SETTLED
    return _is_call_of(node, _SETS | _OF_SETS)
