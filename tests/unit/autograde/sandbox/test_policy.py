"""What is shown inside, and what may be written there."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest
from terakoya_autograde.sandbox import SandboxError, default_readable
from terakoya_autograde.sandbox.inherited import check_names
from terakoya_autograde.sandbox.layers import layer
from terakoya_autograde.sandbox.root import plan_binds


def test_default_readable_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder that `python -m` adds to sys.path, where the tests and answers are, stays out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.syspath_prepend(str(tmp_path.parent))
    shown = default_readable()
    assert not {tmp_path, tmp_path.parent} & set(shown)
    assert Path(sys.prefix) in shown


def test_default_readable_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is named on purpose is shown."""
    monkeypatch.chdir(tmp_path)
    assert tmp_path in default_readable([tmp_path])


def test_plan_binds_nested(tmp_path: Path) -> None:
    """A tree inside another is bound once, with the other."""
    (tmp_path / "a" / "b").mkdir(parents=True)
    plan = plan_binds((tmp_path / "a" / "b", tmp_path / "a"))
    assert [bind.path for bind in plan] == [str(tmp_path / "a")]


def test_plan_binds_link(tmp_path: Path) -> None:
    """A link stays one, and its aim is bound too."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    plan = {bind.path: bind.link for bind in plan_binds((tmp_path / "link",))}
    assert plan == {str(tmp_path / "link"): str(tmp_path / "real"), str(tmp_path / "real"): None}


@pytest.mark.parametrize("path", ["/", "relative", "/proc/self"])
def test_plan_binds_refused(path: str) -> None:
    """The whole root, a relative path and /proc are refused."""
    with pytest.raises(ValueError, match="cannot be shown inside"):
        plan_binds((Path(path),))


@pytest.mark.parametrize("name", ["a.txt", "data/a.csv", "名前.csv", ".hidden", "a..b"])
def test_check_names_plain(name: str) -> None:
    """Relative names are taken."""
    check_names([name])


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../a", "a/../b", "/a", "a/", "a//b", "./a", "a\0b"]
)
def test_check_names_refused(name: str) -> None:
    """A name that leaves the work directory, or is spelled in another way, is not."""
    with pytest.raises(ValueError, match="not a relative name"):
        check_names([name])


def test_layer_error() -> None:
    """What the kernel refuses becomes an error that names the layer and survives pickling."""
    said = "layer 'landlock' cannot be had"
    with pytest.raises(SandboxError, match=said) as caught, layer("landlock"):
        raise OSError(95, "not supported", "/there")
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301
    assert (again.layer, again.errno, again.detail) == ("landlock", 95, "/there")
