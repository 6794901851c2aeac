"""How many functions have `Any` in their signature: `python scripts/any_share.py [--list]`.

A name that is bound to `Any`, or to something made of it (`Json = Any`, `Fields = list[Any]`),
counts where it is used: a word of our own hides nothing.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLACES = ("src", "autograde", "extensions/jupyterlab")
Function = ast.FunctionDef | ast.AsyncFunctionDef
_ANY = frozenset(["Any"])
_TYPES = (ast.Name, ast.Subscript, ast.BinOp, ast.Attribute)  # what an alias may be made of


def functions_in(tree: ast.AST) -> Iterator[Function]:
    """Yield every function of a module, methods and inner ones too."""
    return (
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def names_in(annotation: ast.AST) -> set[str]:
    """Return the names of an annotation, those in texts too; `typing.Any` is `Any`."""
    found = set()
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= _names_in_text(node.value)
    return found


def _names_in_text(text: str) -> set[str]:
    try:
        return names_in(ast.parse(text, mode="eval"))
    except SyntaxError:  # a text that is no annotation: of a Literal, say
        return set()


def aliases_in(tree: ast.Module, known: frozenset[str] = _ANY) -> frozenset[str]:
    """Return `known` and the names that a module binds to one of them, or to a type made of it."""
    found = set(known)
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            found |= {name.asname for name in node.names if name.asname and name.name in found}
        elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, _TYPES):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if names_in(node.value) & found:
                found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return frozenset(found)


def has_any(function: Function, known: frozenset[str] = _ANY) -> bool:
    """Tell whether `Any`, or a name for it, is in the annotations of a function's signature."""
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    annotations = [argument.annotation for argument in arguments if argument is not None]
    return any(
        names_in(annotation) & known
        for annotation in (*annotations, function.returns)
        if annotation is not None
    )


def read_modules(root: Path = ROOT) -> dict[Path, ast.Module]:
    """Read the modules that the share is counted in."""
    paths = sorted(path for place in PLACES for path in (root / place).rglob("*.py"))
    return {path: ast.parse(path.read_text("utf-8")) for path in paths}


def count(modules: dict[Path, ast.Module]) -> tuple[int, list[tuple[Path, Function]]]:
    """Return how many functions there are, and those with `Any` in their signature."""
    homes = {path.stem: aliases_in(tree) for path, tree in modules.items()}
    every, found = 0, []
    for path, tree in modules.items():
        known = aliases_in(tree, _ANY | _imported(tree, homes))
        for function in functions_in(tree):
            every += 1
            if has_any(function, known):
                found.append((path, function))
    return every, found


def _imported(tree: ast.Module, homes: dict[str, frozenset[str]]) -> set[str]:
    """Return the names for `Any` that a module has from modules of ours."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            theirs = homes.get(node.module.rpartition(".")[2], frozenset())
            found |= {name.asname or name.name for name in node.names if name.name in theirs}
    return found


def main() -> None:
    """Print the share, and with `--list` the functions."""
    every, found = count(read_modules())
    if "--list" in sys.argv[1:]:
        for path, function in found:
            sys.stdout.write(f"{path.relative_to(ROOT)}:{function.lineno}: {function.name}\n")
    share = len(found) / every
    sys.stdout.write(
        f"{len(found)} of {every} functions have Any in their signature: {share:.1%}\n"
    )


if __name__ == "__main__":
    main()
