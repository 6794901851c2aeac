"""The doctor tells what other packages bring."""

from __future__ import annotations

from pathlib import Path

import pytest

from terakoya.cli.doctor import Probe, list_plugins

PLUGINS = Path(__file__).parents[2] / "golden" / "plugins"


def test_doctor_lists_plugins_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has its package, its version and its kind."""
    for package in ("terakoya_poster", "terakoya_tar"):
        monkeypatch.syspath_prepend(PLUGINS / package)
    found = [probe.found for probe in list_plugins()]
    assert "poster (terakoya-poster 1.0, terakoya.faces)" in found
    assert "poster (terakoya-poster 1.0, terakoya.checks)" in found
    assert "tar (terakoya-tar 1.0, terakoya.sources)" in found
    assert all(probe.works for probe in list_plugins())


def test_doctor_tells_what_is_broken_and_asks_nobody_to_have_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken package is one row with what to do; the machine is fit for everything else."""
    points = tmp_path / "terakoya_broken-2.0.dist-info" / "entry_points.txt"
    points.parent.mkdir()
    points.write_text("[terakoya.faces]\nbroken = no_such_module_at_all:FACE\n")
    head = "Metadata-Version: 2.1\nName: terakoya-broken\nVersion: 2.0\n"
    (points.parent / "METADATA").write_text(head)
    monkeypatch.syspath_prepend(tmp_path)
    (probe,) = [probe for probe in list_plugins() if not probe.works]
    assert isinstance(probe, Probe)
    assert probe.found == "Plug-in broken of terakoya-broken 2.0"
    assert "No module named 'no_such_module_at_all'" in probe.remedy
    assert not probe.required
