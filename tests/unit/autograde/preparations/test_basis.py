"""Everything that a preparation depends on is in its basis."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from terakoya_autograde.preparations import basis
from terakoya_autograde.preparations.basis import find_basis
from traitlets.config import Config

HERE: tuple[Any, ...] = ("tiny", "digest", Config({"A": {"b": 1}}), (True, "clean-room", ()))


@pytest.fixture(autouse=True)
def looks_each_time() -> Iterator[None]:
    """The machine is looked at once in a process: here, for each test."""
    basis._machine.cache_clear()
    basis.environment_digest.cache_clear()
    yield
    basis._machine.cache_clear()
    basis.environment_digest.cache_clear()


def found(**other: Any) -> str:
    """The basis of `HERE`, or of what is like it but for something."""
    names = ("assignment_id", "digest", "settings", "choice")
    basis._machine.cache_clear()
    return find_basis(*(other.get(name, known) for name, known in zip(names, HERE, strict=True)))


def test_basis_of_the_same_is_the_same() -> None:
    """Control: nothing else is in it."""
    assert found() == found(settings=Config({"A": {"b": 1}})) != ""


@pytest.mark.parametrize(
    "other",
    [
        {"assignment_id": "other"},
        {"digest": "other"},
        {"settings": Config({"A": {"b": 2}})},
        {"settings": Config({"A": {"b": {1, 2}}})},
        {"choice": (False, "clean-room", ())},
        {"choice": (True, "in-kernel", ())},
        {"choice": (True, "clean-room", ("test-a",))},
    ],
)
def test_basis_of_another_assignment_or_choice(other: dict[str, Any]) -> None:
    """Files, settings, and where checks run."""
    assert found(**other) != found()


@pytest.mark.parametrize("name", ["LANG", "LC_ALL", "TZ", "PATH", "LD_LIBRARY_PATH"])
def test_basis_where_a_warm_parent_starts_with_something_else(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time zone or a language may change what a cell shows."""
    before = found()
    monkeypatch.setenv(name, "elsewhere")
    assert found() != before


def test_basis_is_of_no_other_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: a warm parent does not have it."""
    before = found()
    monkeypatch.setenv("EDITOR", "ed")
    assert found() == before


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (basis, "ENGINE"),
        (basis, "FORM"),
        (basis.sys, "version"),
        (basis.sys, "executable"),
        (basis.sys, "prefix"),
    ],
)
def test_basis_of_another_program(owner: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another engine, another form of what is kept, another Python."""
    before = found()
    monkeypatch.setattr(owner, name, "another")
    assert found() != before


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (platform, "platform"),
        (os, "geteuid"),
        (basis, "environment_digest"),
        (basis, "_engine"),
        (basis, "_processor"),
    ],
)
def test_basis_of_another_machine(owner: Any, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another kernel, account, set of libraries or processor, or the engine's code changed."""
    before = found()
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, lambda: "another")
        assert found() != before
    assert found() == before


def test_basis_where_a_library_is_installed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From another place, with the same version; or a module came that belongs to none."""
    monkeypatch.setattr(basis.sysconfig, "get_path", lambda _kind: str(tmp_path))
    (tmp_path / "town").mkdir()
    bases = [found()]
    os.utime(tmp_path / "town", ns=(1, 1))
    bases.append(found())
    (tmp_path / "loose.py").write_text("")
    bases.append(found())
    assert len(set(bases)) == 3
    (tmp_path / "__pycache__").mkdir()  # Python's own
    assert found() == bases[-1]


def test_basis_of_the_engines_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By its content, whatever its version says."""
    (tmp_path / "room").mkdir()
    monkeypatch.setattr(basis, "__file__", str(tmp_path / "room" / "basis.py"))
    seen = set()
    for text in ("a = 1", "a = 2"):
        (tmp_path / "room" / "grade.py").write_text(text)
        seen.add(found())
    assert len(seen) == 2


@pytest.mark.parametrize(
    "settings",
    [
        Config({"A": {"b": len}}),
        Config({"A": {"b": [Config]}}),
        Config({"GenerateAssignment": {"preprocessors": [Config]}}),
        Config({"GenerateAssignment": {"preprocessors": ["town.steps.Mine"]}}),
    ],
)
def test_settings_that_hold_code_have_no_basis(settings: Config) -> None:
    """Nobody can tell whether it is still the same: so nothing is kept."""
    assert found(settings=settings) == ""


def test_settings_with_nbgraders_own_steps() -> None:
    """Control: those go with the installed libraries."""
    steps = ["nbgrader.preprocessors.LockCells", "nbconvert.preprocessors.ClearOutput"]
    assert found(settings=Config({"GenerateAssignment": {"preprocessors": steps}}))
