"""What is to be done after a library's import is done then, once, and nothing else is changed."""

from __future__ import annotations

import inspect
import sys
from importlib import import_module
from pathlib import Path

import pytest

from terakoya.cli.after_import import after_import

NAME = "made_up_library"


def test_it_is_done_right_after_the_first_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not before; the module is whole then, is found as always, and leaves no finder behind."""
    (tmp_path / f"{NAME}.py").write_text("ANSWER = 42\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    finders = list(sys.meta_path)
    told: list[int] = []
    after_import(NAME, lambda: told.append(sys.modules[NAME].ANSWER))
    assert told == []
    try:
        module = import_module(NAME)
        assert import_module(NAME) is module
        assert told == [42]
        assert sys.meta_path == finders
        assert inspect.getsource(module) == "ANSWER = 42\n"
        after_import(NAME, lambda: told.append(0))
        assert told == [42, 0]
    finally:
        sys.modules.pop(NAME, None)
