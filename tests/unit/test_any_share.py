"""Promises of the types at the seams: few signatures say nothing, and no alias hides one."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import any_share  # noqa: E402

MOST = 0.12


def test_any_share_of_ours() -> None:
    """At most 12 % of our functions have `Any` in their signature, aliases of it counted."""
    every, found = any_share.count(any_share.read_modules())
    assert every > 4000
    assert len(found) / every <= MOST


@pytest.mark.parametrize(
    "code",
    [
        "def f(x: Any): ...",
        "def f(*x: list[Any]): ...",
        "def f(*, x: int = 1, **y: typing.Any): ...",
        "async def f() -> 'dict[str, Any]': ...",
        "class A:\n    def f(self) -> tuple[int, Any] | None: ...",
        "Json = Any\ndef f(x: Json): ...",
        "Fields = list[Any]\nRow = dict[str, Fields]\ndef f() -> Row: ...",
        "from typing import Any as Whatever\ndef f(x: Whatever): ...",
        "Json: TypeAlias = Any\ndef f(x: Json): ...",
    ],
)
def test_any_share_counts_a_signature(code: str) -> None:
    """Wherever in a signature it stands, in a text, or under a name of our own, `Any` counts."""
    assert any_share.count({Path("one.py"): ast.parse(code)})[0] == 1
    assert len(any_share.count({Path("one.py"): ast.parse(code)})[1]) == 1


def test_any_share_counts_an_alias_of_another_module() -> None:
    """A name for `Any` counts where it is imported; the same name from elsewhere does not."""
    modules = {
        Path("codec.py"): ast.parse("Fields = list[Any]"),
        Path("uses.py"): ast.parse("from ours.codec import Fields\ndef f(x: Fields): ..."),
        Path("other.py"): ast.parse("from theirs.forms import Fields\ndef f(x: Fields): ..."),
    }
    _every, found = any_share.count(modules)
    assert [str(path) for path, _function in found] == ["uses.py"]


def test_any_share_passes_what_is_typed() -> None:
    """`object`, a recursive type and a text of a Literal are no `Any`."""
    code = "Json = str | list['Json']\ndef f(x: object, y: Json, z: Literal['a b']) -> Many: ..."
    assert any_share.count({Path("one.py"): ast.parse(code)}) == (1, [])
