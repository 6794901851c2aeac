"""Who decides what a value is: what is known of it while a check is followed."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

__all__ = ["OURS", "THEIRS", "Function", "Names", "Place", "Value", "captured", "imported"]
__all__ += ["join", "names_of", "parameters", "root_of", "written"]

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Place = int | str
MOST_OTHERS = 16


@dataclass(frozen=True)
class Value:
    """What is known of a value.

    Attributes:
        text: a learner decides it, and it may be a text or hold one.
        calls: a learner's function, as far as the reference goes: what it gives may be a text.
        path: what it is called in its library; of a method, its name after a dot.
        owner: of a method, whose it is.
        made: of ours: the function, or the class of it.
        names: of a function, what it finds where it was defined.
        stream: it is a stream of a text in memory.
        others: what else it may be, where that can be called.
    """

    text: bool = False
    calls: bool = False
    path: str = ""
    owner: Value | None = None
    made: Function | ast.ClassDef | None = None
    names: Mapping[str, Value] | None = field(default=None, compare=False)
    stream: bool = False
    others: tuple[Value, ...] = ()

    @property
    def theirs(self) -> bool:
        """Whether a learner decides it."""
        return self.text or self.calls

    @property
    def callable(self) -> bool:
        """Whether it is known to be something that can be called, and not the learner's."""
        data = self.owner is not None and self.owner.theirs and self.owner.made is None
        return self.made is not None or (bool(self.path) and not data)


OURS, THEIRS = Value(), Value(text=True)
Names = dict[str, Value]


def join(values: Iterable[Value]) -> Value:
    """Return what is known of a value that is, or holds, one of several."""
    found = dict.fromkeys(value for value in values if value != OURS)
    if not found:
        return OURS
    flat = [one for kind in found for one in (replace(kind, others=()), *kind.others)]
    able = list(dict.fromkeys(one for one in flat if one.callable))
    return replace(
        able[0] if able else flat[0],
        text=any(one.text for one in flat),
        calls=any(one.calls for one in flat),
        stream=all(one.stream for one in flat),
        others=tuple(able[1:MOST_OTHERS]),
    )


def imported(node: ast.Import | ast.ImportFrom) -> Names:
    """Return what an import binds."""
    found: Names = {}
    for alias in node.names:
        if isinstance(node, ast.ImportFrom):
            found[alias.asname or alias.name] = Value(path=f"{node.module}.{alias.name}")
        elif alias.asname:
            found[alias.asname] = Value(path=alias.name)
        else:
            root = alias.name.split(".")[0]
            found[root] = Value(path=root)
    return found


def parameters(made: Function, places: Iterable[tuple[Place, Value]]) -> Names:
    """Return the parameters of a function with what they are given."""
    order = [part.arg for part in (*made.args.posonlyargs, *made.args.args)]
    names = [*order, *(part.arg for part in made.args.kwonlyargs)]
    rest = [part.arg for part in (made.args.vararg, made.args.kwarg) if part is not None]
    found = dict.fromkeys([*names, *rest], OURS)
    for place, value in places:
        if isinstance(place, int) and place < len(order):
            keys = [order[place]]
        elif isinstance(place, str) and place in names:
            keys = [place]
        else:
            keys = rest or names
        for name in keys:
            found[name] = join([found[name], value])
    return found


def names_of(node: ast.AST) -> set[str]:
    """Return the names that some code mentions."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def root_of(node: ast.expr) -> str:
    """Return the name at the left end of ``a.b[c].d(…)``; empty where there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def written(node: ast.AST, libraries: Collection[str] = ()) -> set[str]:
    """Return the names that a statement binds, or whose objects it changes as far as one sees.

    Args:
        libraries: names of a library's functions and classes: what they give may be changed
            (`Path(name).write_text(text)`), and they are not.
    """
    return {name for part in ast.walk(node) for name in _written(part, libraries)} - {""}


def _written(part: ast.AST, libraries: Collection[str]) -> Iterator[str]:
    match part:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.FunctionDef(name=name):
            yield name
        case ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=str(name)):
            yield name
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            yield from names
        case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store()):
            yield root_of(part)
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=owner) as function)):
            while isinstance(owner, ast.Attribute | ast.Subscript):
                owner = owner.value
            called = isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name)
            yield "" if called and root_of(owner) in libraries else root_of(function)
        case ast.Call(func=function, keywords=words):
            yield root_of(function) if any(word.arg == "inplace" for word in words) else ""


def captured(pattern: ast.pattern) -> Iterator[str]:
    """Yield the names that a pattern of ``match`` binds."""
    for part in ast.walk(pattern):
        for name in (getattr(part, "name", None), getattr(part, "rest", None)):
            if isinstance(name, str):
                yield name
