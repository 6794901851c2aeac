"""Names that are imported when they are first used."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import pytest

import terakoya
from terakoya.reexport import import_when_used

PACKAGES = ("terakoya.accounts", "terakoya.authoring", "terakoya.demo", "terakoya.grading")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_name_is_there(package: str) -> None:
    """What ``__all__`` promises is imported from where it lives."""
    module = import_module(package)
    for name in module.__all__:
        assert getattr(module, name) is not None


@pytest.mark.parametrize("package", PACKAGES)
def test_no_public_name_is_a_module(package: str) -> None:
    """A module of that name would hide it as soon as it is imported."""
    module = import_module(package)
    modules = {entry.name for entry in pkgutil.iter_modules(module.__path__)}
    assert modules.isdisjoint(module.__all__)


def test_unknown_name_is_said() -> None:
    """An unknown name is the error that Python itself would give."""
    with pytest.raises(AttributeError, match="'terakoya' has no attribute 'nothing'"):
        import_when_used("terakoya", {"errors": "TerakoyaError"})("nothing")


def test_name_is_kept_after_its_first_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """The second use costs nothing: the package has the name then."""
    monkeypatch.delattr(terakoya, "UsageError", raising=False)
    error = import_when_used("terakoya", {"errors": "UsageError"})("UsageError")
    assert vars(terakoya).pop("UsageError") is error
