"""Settings: what is usual, the file over it, the environment over that; what is wrong, where."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from terakoya.cli import serve as serving
from terakoya.cli.console import console
from terakoya.cli.main import app
from terakoya.cli.session import Session
from terakoya.errors import ManifestError
from terakoya.model.settings import AppSettings, LogSettings, Settings, is_inner, known_keys
from terakoya.portal.serving import ServeSettings
from terakoya.workspace import Workspace
from terakoya.workspace.settings import read_settings, trace_settings, variable_of

FILE = 'dates = "era"\n\n[apps]\ncell_seconds = 120\npark_seconds = 5\n'


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the file, and an environment that says nothing."""
    for key, _value in known_keys(Settings()):
        monkeypatch.delenv(variable_of(key), raising=False)
    return tmp_path


def write(root: Path, text: str) -> None:
    """Write the file."""
    (root / "terakoya.toml").write_text(text, encoding="utf-8")


def test_what_nobody_says_is_as_usual(root: Path) -> None:
    """Without a file and without variables; also with a file that says nothing."""
    assert read_settings(root) == read_settings() == Settings()
    write(root, "")
    assert read_settings(root) == Settings()
    assert {origin.source for origin in trace_settings(root)} == {""}


def test_environment_stands_over_the_file_and_the_file_over_what_is_usual(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Key by key: of one table each may say something; an empty variable says nothing."""
    write(root, FILE)
    monkeypatch.setenv("TERAKOYA_APPS__CELL_SECONDS", "7")
    monkeypatch.setenv("TERAKOYA_APPS__MEMORY_MB", "512")
    monkeypatch.setenv("TERAKOYA_DATES", "")
    usual = AppSettings()
    apps = replace(usual, cell_seconds=7, memory_mb=512, park_seconds=5.0)
    assert read_settings(root) == replace(Settings(), dates="era", apps=apps)
    sources = {origin.key: origin.source for origin in trace_settings(root) if origin.source}
    assert sources == {
        "dates": "terakoya.toml, line 1",
        "apps.cell_seconds": "TERAKOYA_APPS__CELL_SECONDS",
        "apps.memory_mb": "TERAKOYA_APPS__MEMORY_MB",
        "apps.park_seconds": "terakoya.toml, line 5",
    }


@pytest.mark.parametrize("key", [key for key, _value in known_keys(Settings())], ids=".".join)
def test_every_key_is_a_variable_too(
    root: Path, monkeypatch: pytest.MonkeyPatch, key: tuple[str, ...]
) -> None:
    """What the usual value is for one key, the variable says of it, alone."""
    values = {"dates": "slash", "database_url": "sqlite:///x", "form": "json"}
    values |= {"level": "info", "file": "a.log", "provider": "local"}
    values |= {"in_apps": "True", "in_grading": "True", "login": "pam", "servers": "none"}
    values |= {"tls_before": "False", "security": "tls", "language": "en", "days_before": "9"}
    said = values.get(key[-1], "577" if key[0] == "office" and key[-1] == "memory_mb" else "77")
    monkeypatch.setenv(variable_of(key), said)
    usual = dict(known_keys(Settings()))
    now = dict(known_keys(read_settings(root)))
    assert {one for one in now if now[one] != usual[one]} == {key}
    assert str(now[key]).removesuffix(".0") == said


WRONG: dict[str, str] = {
    "dates = 1": "terakoya.toml, line 1, dates: The value is not allowed. Write one of: 'plain'",
    "[apps]\ncell_seconds = 0": "line 2, apps.cell_seconds: The number is out of range.",
    "[apps]\ncell_seconds = 1.5": "line 2, apps.cell_seconds: A whole number is needed.",
    "[apps]\nmemory_mb = true": "line 2, apps.memory_mb: A number is needed.",
    "[apps]\npark_seconds = nan": "line 2, apps.park_seconds: The number is out of range.",
    "[apps]\npark_seconds = inf": "line 2, apps.park_seconds: The number is out of range.",
    "[apps]\nsandbox = false": "line 2, apps.sandbox: There is no such key.",
    "[apps]\nbase_url = '/'": "line 2, apps.base_url: There is no such key.",
    "[app]\ncell_seconds = 5": "line 1, app: There is no such key.",
    "apps = 5": "line 1, apps: The value has the wrong form.",
    "_env_file = 'x'": "line 1, _env_file: There is no such key.",
    "[logs]\nlevel = 'debug'": "line 2, logs.level: The value is not allowed.",
    "[apps]\ncell_seconds = nan": "line 2, apps.cell_seconds: A whole number is needed. Write it",
    '[logs]\nfile = "a\\tb"': "line 2, logs.file: It holds a control character.",
    '[logs]\nfile = "a\\u0000b"': "line 2, logs.file: It holds a control character. Take it out.",
    'database_url = "sqlite:///a\\u0000b"': "line 1, database_url: It holds a control character.",
    "[apps\n": "terakoya.toml: This is not valid TOML",
    "[ai]\nprovider = 'openai'": "line 2, ai.provider: The value is not allowed.",
    "[ai]\nin_grading = 3": "line 2, ai.in_grading: Yes or no is needed. Write true or false.",
    '[ai]\nkey = "hunter\\u0000"': "line 2, ai.key: It holds a control character.",
    "[ai]\nkey = 20261130": "line 2, ai.key:",
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong_value_of_the_file_is_one_sentence(root: Path, text: str) -> None:
    """With file, line and key, and what is allowed."""
    write(root, text)
    with pytest.raises(ManifestError) as caught:
        read_settings(root)
    assert WRONG[text] in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TERAKOYA_DATES", "reiwa", "TERAKOYA_DATES: The value is not allowed. Write one of:"),
        ("TERAKOYA_APPS__MEMORY_MB", "1", "TERAKOYA_APPS__MEMORY_MB: The number is out of range."),
        ("TERAKOYA_APPS__MEMORY_MB", "2 GB", "A whole number is needed."),
        ("TERAKOYA_APPS__PARK_SECONDS", "soon", "A number is needed."),
        ("TERAKOYA_APPS__SANDBOX", "false", "TERAKOYA_APPS__SANDBOX: There is no such key."),
        ("TERAKOYA_APPS__MEMORY_MB__X", "9", "TERAKOYA_APPS__MEMORY_MB__X: There is no such key."),
        ("TERAKOYA_DATES__FORM", "era", "TERAKOYA_DATES__FORM: There is no such key."),
        ("terakoya_database_url__host", "h", "terakoya_database_url__host: There is no such key."),
        ("TERAKOYA_APPS", "[" * 20_000, "TERAKOYA_APPS: The value has the wrong form. Set single"),
        ("TERAKOYA_APPS", "5 seconds", "TERAKOYA_APPS: The value has the wrong form. Set single"),
    ],
)
def test_wrong_variable_is_one_sentence(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    """With the variable's name: the file beside it is right."""
    write(root, FILE)
    monkeypatch.setenv(name, value)
    with pytest.raises(ManifestError) as caught:
        read_settings(root)
    assert sentence in str(caught.value)
    assert name in str(caught.value)
    assert "terakoya.toml" not in str(caught.value)


def test_mark_at_the_beginning_of_the_file_is_no_part_of_it(root: Path) -> None:
    """An editor of Windows writes one that nobody sees; lines are counted as ever."""
    write(root, "\ufeff" + FILE)
    assert read_settings(root).dates == "era"
    sources = {origin.key: origin.source for origin in trace_settings(root)}
    assert sources["dates"] == "terakoya.toml, line 1"


def test_what_code_decides_is_no_setting() -> None:
    """Nobody switches the sandbox off in a file that a backup or a colleague brings."""
    inner = {entry.name for entry in fields(AppSettings) if is_inner(entry)}
    assert {"sandbox", "base_url"} <= inner
    assert not {("apps", name) for name in inner} & {key for key, _value in known_keys(Settings())}


def test_command_shows_settings_and_no_password(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each comes from, as a table and as JSON; of the database, where it is."""
    write(workspace.root, FILE)
    monkeypatch.chdir(workspace.root)
    address = "postgresql+psycopg://me:hunter2@db.example/x?password=hunter3"
    monkeypatch.setenv("TERAKOYA_DATABASE_URL", address)
    monkeypatch.setattr(console, "_width", 200)
    for words in (["settings"], ["settings", "--json"]):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        assert "hunter" not in done.output
        assert "db.example" in done.output
        assert "terakoya.toml, line 4" in done.output
    (found,) = [one for one in json.loads(done.output) if one["key"] == "database_url"]
    assert found["source"] == found["variable"] == "TERAKOYA_DATABASE_URL"


def test_key_and_passwords_of_the_model_are_shown_nowhere(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither by the command, nor by the object itself; where things are is told."""
    write(workspace.root, "[ai]\nkey = 'hunter2'\nproxy = 'http://me:hunter3@proxy.example:8080'\n")
    monkeypatch.setenv("TERAKOYA_AI__BASE_URL", "https://me:hunter4@llm.example/v1?key=hunter5")
    monkeypatch.chdir(workspace.root)
    monkeypatch.setattr(console, "_width", 200)
    for words in (["settings"], ["settings", "--json"]):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output
        assert "hunter" not in done.output
        assert "http://proxy.example:8080" in done.output
        assert "https://llm.example/v1" in done.output
    (key,) = [one for one in json.loads(done.output) if one["key"] == "ai.key"]
    assert key["value"]
    assert key["source"] == "terakoya.toml, line 2"
    settings = read_settings(workspace.root)
    assert settings.ai.key == "hunter2"
    assert "hunter" not in repr(replace(settings, ai=replace(settings.ai, base_url="")))


def test_site_is_served_with_what_the_file_says(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the file to what starts the apps' server and the log: one object, passed on."""
    write(workspace.root, FILE + '[logs]\nform = "json"\n')
    monkeypatch.chdir(workspace.root)
    given: list[ServeSettings] = []
    monkeypatch.setattr(
        serving, "serve_portal", lambda *_site, settings, **_rest: given.append(settings)
    )
    session = Session.here()
    serving.LocalSite(session.workspace, session.database, 0, session.settings).serve()
    session.database.close()
    (settings,) = given
    assert settings.apps == replace(AppSettings(), cell_seconds=120, park_seconds=5.0)
    assert settings.logs == LogSettings("json")
    assert settings.root == workspace.root
    assert len(settings.watching.token) > 30
