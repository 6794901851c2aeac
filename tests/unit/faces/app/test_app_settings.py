"""Promises of how Voila is set up."""

from __future__ import annotations

import json
from pathlib import Path

from terakoya.faces.app.app_settings import (
    app_environment,
    template_root,
    voila_settings,
)
from terakoya.model.settings import AppSettings, LogSettings


def test_settings_keep_the_server_shut(tmp_path: Path) -> None:
    """Loopback, a token, no source, no traceback, no template chosen by a visitor."""
    made = voila_settings(AppSettings(), tmp_path, 8866, "secret")
    assert made["Voila"]["ip"] == "127.0.0.1"
    assert made["Voila"]["token"] == "secret"
    assert made["VoilaConfiguration"]["strip_sources"] is True
    assert made["VoilaConfiguration"]["show_tracebacks"] is False
    assert made["VoilaConfiguration"]["allow_template_override"] == "NO"


def test_settings_end_cells_and_kernels(tmp_path: Path) -> None:
    """A cell that never ends and a kernel that nobody uses are both ended."""
    made = voila_settings(AppSettings(cell_seconds=7, idle_seconds=9), tmp_path, 1, "t")
    assert made["VoilaExecutor"]["timeout"] == 7
    assert made["MappingKernelManager"]["cull_idle_timeout"] == 9


def test_settings_arrive_in_the_server_as_they_are(tmp_path: Path) -> None:
    """The server's own process makes the same object of what its configuration says."""
    settings = AppSettings(cell_seconds=7, park_seconds=1.5, language="en", sandbox=False)
    logs = LogSettings("json", "info", "/somewhere/log")
    made = json.loads(json.dumps(voila_settings(settings, tmp_path, 1, "t", logs)))["AppsVoila"]
    assert AppSettings(**made["apps"]) == settings
    assert LogSettings(**made["logs"]) == logs


def test_environment_keeps_secrets_and_configuration_out(tmp_path: Path) -> None:
    """An app's kernel sees neither the operator's secrets nor a user's settings."""
    given = {"PATH": "/bin", "HOME": "/home/me", "DB_PASSWORD": "x", "JUPYTER_CONFIG_DIR": "/me"}
    made = app_environment(tmp_path, given)
    assert "DB_PASSWORD" not in made
    assert made["HOME"] == str(tmp_path)
    assert made["JUPYTER_CONFIG_DIR"] == str(tmp_path / "config")


def test_template_is_found_in_a_checkout() -> None:
    """The apps' template is the one beside this very code."""
    root = template_root()
    assert root is not None
    assert (root / "voila" / "templates" / "terakoya" / "index.html.j2").is_file()


def test_template_names_no_other_host() -> None:
    """Nothing in the template is loaded from elsewhere."""
    root = template_root()
    assert root is not None
    for file in (root / "voila" / "templates" / "terakoya").rglob("*.*"):
        for line in file.read_text(encoding="utf-8").splitlines():
            assert "//" not in line.partition("https://github.com/pallets")[0].replace("// ", ""), (
                line
            )
