"""The settings of a workspace, as one object that is made once and passed on.

What may be written, in which bounds, is told here; `terakoya.workspace.settings` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import Field, dataclass, field, fields, is_dataclass
from typing import Any, Literal

from terakoya.dates import DateForm
from terakoya.language import Language
from terakoya.model.ai_settings import AiSettings
from terakoya.model.mail_settings import MailSettings
from terakoya.model.office_settings import (
    LdapSettings,
    OfficeSettings,
    OidcSettings,
    PamSettings,
)

__all__ = [
    "AiSettings",
    "AppSettings",
    "BackupSettings",
    "LdapSettings",
    "LogForm",
    "LogLevel",
    "LogSettings",
    "MailSettings",
    "OfficeSettings",
    "OidcSettings",
    "PamSettings",
    "RetentionSettings",
    "Settings",
    "is_inner",
    "is_marked",
    "known_keys",
]

LogForm = Literal["text", "json"]
LogLevel = Literal["info", "warning"]
_INNER = {"inner": True}


def _number(default: float, low: float, high: float) -> Any:
    """Return a setting that is a number from `low` to `high`."""
    return field(default=default, metadata={"ge": low, "le": high})


def _inner(default: object) -> Any:
    """Return a setting that our own code makes; nobody writes it into a file."""
    return field(default=default, metadata=_INNER)


@dataclass(frozen=True)
class AppSettings:
    """How apps are prepared and served. Times are in seconds.

    Attributes:
        cell_seconds: after which a cell that does not end is stopped.
        memory_mb: what one visitor's kernel may hold, in MiB.
        park_seconds: after which an idle kernel of a light page ends until it is needed again.
        fresh_seconds: after which an app is prepared anew, as data and the day may have changed.
        slow_seconds: how long a page may take to take an answer, or to say that it is there.
        idle_seconds: after which a kernel of Voila's own page ends, if nobody uses it.
        start_seconds: how long the server may take to answer.
        retry_seconds: after which an app that failed is tried again.
        at_once: how many changes are worked on at the same time.
        at_start: how many apps are prepared before anybody asks.
        questions: how many of one page may wait.
        waiting_bytes: how large all that waits of one page may be together.
        base_url: of what all apps share, below the portal's /apps/: no assignment is called so.
        language: of the apps' content; the words around it follow the visitor.
        sandbox: whether kernels run in the sandbox; without one to be had, none starts then.
        ai_lines: the socket at which visits get lines to a live model; none where it is empty.
    """

    cell_seconds: int = _number(60, 1, 3600)
    memory_mb: int = _number(1024, 64, 65_536)
    park_seconds: float = _number(20.0, 1, 86_400)
    fresh_seconds: float = _number(3600.0, 1, 604_800)
    slow_seconds: float = _number(30.0, 1, 3600)
    idle_seconds: int = _number(180, 1, 86_400)
    start_seconds: int = _number(60, 1, 3600)
    retry_seconds: float = _inner(30.0)
    at_once: int = _inner(64)
    at_start: int = _inner(12)
    questions: int = _inner(64)
    waiting_bytes: int = _inner(16 * 2**20)
    base_url: str = _inner("/apps/_/")
    language: Language = field(default="ja", metadata=_INNER)
    sandbox: bool = _inner(default=True)
    ai_lines: str = _inner("")


@dataclass(frozen=True)
class LogSettings:
    """Where a program that runs says what it does, and in which form.

    Attributes:
        form: lines for people, or one JSON object a line.
        level: from which on; `info` says every request and every grading.
        file: added to; standard error where it is empty. In the workspace, unless it is absolute.
    """

    form: LogForm = "text"
    level: LogLevel = "warning"
    file: str = ""


@dataclass(frozen=True)
class BackupSettings:
    """Where an office keeps its backups, and when it reminds of one.

    Attributes:
        folder: where they go; in the workspace, unless it is absolute. var/backups where empty.
        remind_days: after which without one administrators are told so; 0 for never.
    """

    folder: str = ""
    remind_days: int = _number(7, 0, 3650)


@dataclass(frozen=True)
class RetentionSettings:
    """How long is kept what is about people; `terakoya person expire` removes the rest.

    Attributes:
        people_years: after which people are erased of whom nothing has happened; 0 is for good.
    """

    people_years: int = _number(0, 0, 100)


@dataclass(frozen=True)
class Settings:
    """Every setting, with what holds where nothing is said.

    Attributes:
        dates: how days are written in Japanese.
        database_url: the database, as an SQLAlchemy address; SQLite in var/ where it is empty.
        ai: which model answers labs live, if any.
        office: how people reach an office, and what they get there.
        ldap: a directory that checks passwords.
        oidc: a provider that people log in with.
        pam: this machine's own way to check passwords.
        retention: how long is kept what is about people.
        backup: of an office.
        mail: a server that notices go through.
    """

    dates: DateForm = "plain"
    database_url: str = field(default="", repr=False)  # a password may be in it
    apps: AppSettings = field(default_factory=AppSettings)
    logs: LogSettings = field(default_factory=LogSettings)
    ai: AiSettings = field(default_factory=AiSettings)
    office: OfficeSettings = field(default_factory=OfficeSettings)
    ldap: LdapSettings = field(default_factory=LdapSettings)
    oidc: OidcSettings = field(default_factory=OidcSettings)
    pam: PamSettings = field(default_factory=PamSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    backup: BackupSettings = field(default_factory=BackupSettings)
    mail: MailSettings = field(default_factory=MailSettings)


def is_inner(entry: Field[object]) -> bool:
    """Tell whether a field is no setting of a file."""
    return bool(entry.metadata.get("inner"))


def is_marked(key: str, mark: str) -> bool:
    """Tell whether the setting `key`, like ``ai.key``, carries a mark in its metadata."""
    above, _dot, name = key.rpartition(".")
    holder = getattr(Settings(), above) if above else Settings()
    return any(entry.name == name and mark in entry.metadata for entry in fields(holder))


def known_keys(
    settings: object, above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every key that may be written, as a path, and its value."""
    for entry in fields(settings):  # type: ignore[arg-type]
        value = getattr(settings, entry.name)
        path = (*above, entry.name)
        if is_dataclass(value):
            yield from known_keys(value, path)
        elif not is_inner(entry):
            yield path, value
