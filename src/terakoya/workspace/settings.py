"""Reading the settings: `terakoya.toml`, which may be left out, and the environment over it.

A key is a variable, too: ``[apps] cell_seconds`` is ``TERAKOYA_APPS__CELL_SECONDS``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terakoya.language import gettext as _
from terakoya.model.settings import Settings, known_keys
from terakoya.workspace.toml_lines import find_line

__all__ = ["SETTINGS", "Origin", "find_variable", "read_settings", "trace_settings"]
__all__ += ["find_deeper_variables", "variable_of"]

SETTINGS = "terakoya.toml"
PREFIX = "TERAKOYA_"
BETWEEN = "__"


@dataclass(frozen=True)
class Origin:
    """A setting, its value, and where that comes from; `source` is empty for the usual one."""

    key: str
    value: Any
    source: str = ""


def read_settings(root: Path | None = None) -> Settings:
    """Read the settings of the workspace `root`, or of the environment alone.

    Raises:
        ManifestError: the file is no TOML, or a value breaks a rule; every one is listed.
    """
    path = root / SETTINGS if root is not None else None
    there = path is not None and path.exists()
    if not there and not _is_set(os.environ):
        return Settings()
    from terakoya.workspace.settings_form import read_form  # noqa: PLC0415 - pydantic: seldom

    return read_form(path if there else None)


def trace_settings(root: Path) -> tuple[Origin, ...]:
    """Return every setting with where its value comes from; errors as `read_settings`."""
    settings, path = read_settings(root), root / SETTINGS
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    return tuple(
        Origin(".".join(key), value, _source_of(key, text)) for key, value in known_keys(settings)
    )


def variable_of(key: Sequence[str | int]) -> str:
    """Return the environment variable of a key."""
    return PREFIX + BETWEEN.join(str(part) for part in key).upper()


def _source_of(key: tuple[str, ...], text: str) -> str:
    if variable := find_variable(key):
        return variable
    line = find_line(text, key, exact=True)
    return _("{file}, line {line}").format(file=SETTINGS, line=line) if line else ""


def find_variable(key: Sequence[str | int]) -> str:
    """Return the variable that sets a key, alone or with its whole section; empty for none."""
    names = (variable_of(key[:length]) for length in range(len(key), 0, -1))
    return next((name for name in names if _is_given(os.environ, name)), "")


def find_deeper_variables() -> tuple[str, ...]:
    """Return the variables that go on where a key ends: they would set nothing, without a word."""
    keys = tuple(variable_of(key) + BETWEEN for key, _value in known_keys(Settings()))
    given = (name for name, value in os.environ.items() if value)
    return tuple(sorted(name for name in given if name.upper().startswith(keys)))


def _is_set(environment: Mapping[str, str]) -> bool:
    """Tell whether any variable is about a setting, a misspelt one of a section among them."""
    keys = {key for key, _value in known_keys(Settings())}
    whole = {variable_of(key[:1]) for key in keys}
    begins = tuple(variable_of(key[:1]) + BETWEEN for key in keys)
    names = {name.upper() for name, value in environment.items() if value}
    return any(name in whole or name.startswith(begins) for name in names)


def _is_given(environment: Mapping[str, str], name: str) -> bool:
    """Tell whether a variable says something; case does not matter, and nothing is no word."""
    return any(value and given.upper() == name for given, value in environment.items())
