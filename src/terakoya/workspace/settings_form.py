"""What a settings file and the environment may say, checked with pydantic-settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Annotated, Any, get_type_hints
from unicodedata import category

from pydantic import AfterValidator, BaseModel, BeforeValidator, ValidationError, create_model
from pydantic import Field as FormField
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from terakoya.errors import ManifestError, together
from terakoya.language import gettext as _
from terakoya.model.settings import (
    AiSettings,
    AppSettings,
    BackupSettings,
    LdapSettings,
    LogSettings,
    MailSettings,
    OfficeSettings,
    OidcSettings,
    PamSettings,
    RetentionSettings,
    Settings,
    is_inner,
)
from terakoya.workspace.manifest import Strict, explain, explain_in_file, load_toml
from terakoya.workspace.settings import (
    BETWEEN,
    PREFIX,
    SETTINGS,
    find_deeper_variables,
    find_variable,
    variable_of,
)

__all__ = ["SECTIONS", "read_form"]

SECTIONS: Mapping[str, type[Any]] = {
    "apps": AppSettings,
    "logs": LogSettings,
    "ai": AiSettings,
    "office": OfficeSettings,
    "ldap": LdapSettings,
    "oidc": OidcSettings,
    "pam": PamSettings,
    "retention": RetentionSettings,
    "backup": BackupSettings,
    "mail": MailSettings,
}
"""The tables of the file, each with the class that its keys are fields of."""


def read_form(path: Path | None) -> Settings:
    """Read the settings of a file, and of the environment.

    Raises:
        ManifestError: the file is no TOML, or a value breaks a rule; every one is listed.
    """
    text, values = load_toml(path, SETTINGS) if path is not None else ("", {})
    if deeper := find_deeper_variables():
        raise ManifestError([_tell_key(name) for name in deeper])
    try:
        told = _form(values)().model_dump()
    except ValidationError as error:
        raise ManifestError([_tell(text, dict(entry)) for entry in error.errors()]) from None
    except (SettingsError, RecursionError):  # a variable of a whole section that holds no JSON
        raise ManifestError(
            [_tell_section(name) for name in SECTIONS if find_variable([name])]
        ) from None
    return Settings(**told | {name: kind(**told[name]) for name, kind in SECTIONS.items()})


def _form(values: Mapping[str, object]) -> type[BaseSettings]:
    """Return the form of all settings, in which the environment stands over `values`."""

    class Sources(BaseSettings):
        model_config = SettingsConfigDict(
            env_prefix=PREFIX,
            env_nested_delimiter=BETWEEN,
            env_ignore_empty=True,
            extra="forbid",
            frozen=True,
        )

        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            """Ask the environment, then the file; no other place."""
            del init_settings, dotenv_settings, file_secret_settings
            return env_settings, InitSettingsSource(settings_cls, dict(values))

    own = {entry.name: entry for entry in fields(Settings) if entry.name not in SECTIONS}
    sections = {name: _section(kind) for name, kind in SECTIONS.items()}
    described = _describe(Settings, own) | {
        name: (form, FormField(default_factory=form)) for name, form in sections.items()
    }
    form: type[BaseSettings] = create_model("SettingsForm", __base__=Sources, **described)
    return form


def _section(kind: type[Any]) -> type[BaseModel]:
    own = {entry.name: entry for entry in fields(kind) if not is_inner(entry)}
    return create_model(kind.__name__, __base__=Strict, **_describe(kind, own))


def _describe(kind: type[Any], own: Mapping[str, Field[object]]) -> dict[str, Any]:
    """Return name → (type, default and bounds), as pydantic takes them."""
    types = get_type_hints(kind)
    return {
        name: (_with_care(types[name]), FormField(default=entry.default, **_bounds(entry)))
        for name, entry in own.items()
        if entry.default is not MISSING
    }


def _bounds(entry: Field[object]) -> dict[str, Any]:
    return {name: entry.metadata[name] for name in ("ge", "le") if name in entry.metadata}


def _with_care(kind: object) -> Any:
    """Refuse yes and no where a number is meant, which Python would take for 1 and 0.

    In a text refuse what stands in no name of a file and no address.
    """
    if kind is str:
        return Annotated[str, AfterValidator(_refuse_control)]
    return Annotated[kind, BeforeValidator(_refuse_truth)] if kind in (int, float) else kind


def _refuse_control(text: str) -> str:
    if any(category(sign) == "Cc" for sign in text):
        raise PydanticCustomError("control_character", "control character")
    return text


def _refuse_truth(value: object) -> Any:
    if isinstance(value, bool):
        raise PydanticCustomError("float_type", "no number")
    return value


def _tell(text: str, entry: dict[str, Any]) -> str:
    variable = find_variable(entry["loc"])
    if not variable:
        return explain_in_file(SETTINGS, text, entry)
    what, remedy = explain(entry)
    key = variable_of(entry["loc"])
    return f"{key}: {together(what, remedy)}"


def _tell_key(variable: str) -> str:
    return f"{variable}: {together(*explain({'type': 'extra_forbidden'}))}"


def _tell_section(name: str) -> str:
    key = next(entry.name for entry in fields(SECTIONS[name]))
    what = _("The value has the wrong form.")
    remedy = _("Set single keys, such as {variable}.").format(variable=variable_of([name, key]))
    return f"{variable_of([name])}: {together(what, remedy)}"
