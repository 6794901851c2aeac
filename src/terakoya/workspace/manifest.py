"""Reading ``course.toml`` and ``assignment.toml``; an error names file, line, key and remedy."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from terakoya.errors import ManifestError
from terakoya.language import gettext as _
from terakoya.model import (
    Assignment,
    Course,
    DataFile,
    Ignore,
    Limits,
    Phase,
    Skill,
    Text,
    Tier,
)
from terakoya.model.names import ID_RULE
from terakoya.workspace.refresher_form import RefresherForm, same_in_both
from terakoya.workspace.toml_lines import find_line

__all__ = ["explain", "explain_in_file", "load_toml"]
__all__ += ["read_assignment_manifest", "read_course_manifest"]

Identifier = Annotated[str, StringConstraints(pattern=ID_RULE)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
NotebookName = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z_.-]{0,99}$")]

GradeId = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z0-9_-]{1,200}$")]


def _stay_inside(name: str) -> str:
    """Accept a relative name that does not leave the assignment's folder."""
    parts = name.split("/")
    if "\\" in name or "\0" in name or any(part in ("", ".", "..") for part in parts):
        raise PydanticCustomError("path_outside", "path outside the folder")
    return name


RelativeFile = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_stay_inside)]
Minutes = Annotated[int, Field(ge=1, le=60_000, strict=True)]


class Strict(BaseModel):
    """A table in which every key is known, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Text(Strict):
    ja: Line
    en: Line


Both = Annotated[_Text, BeforeValidator(same_in_both)]


class _DataFile(Strict):
    file: RelativeFile
    ja: Line
    en: Line | None = None
    source: Line
    generator: str = ""
    seed: int | None = None
    licence: str = ""
    url: str = ""
    unit: Annotated[_Text | None, BeforeValidator(same_in_both)] = None


class _Limits(Strict):
    cell_seconds: int = Field(default=30, ge=1, le=3600, strict=True)
    notebook_seconds: int = Field(default=180, ge=1, le=7200, strict=True)
    memory_mb: int = Field(default=1024, ge=64, le=65_536, strict=True)
    output_kb: int = Field(default=1024, ge=16, le=65_536, strict=True)


def _require_reason(reason: str) -> str:
    """Accept a reason of at least one word."""
    if not reason:
        raise PydanticCustomError("no_reason", "no reason")
    return reason


def _require_code(code: str) -> str:
    """Accept one whole code: what is ignored is decided one by one."""
    if not re.fullmatch("[A-Z]{2,8}[0-9]{3}", code):
        raise PydanticCustomError("no_code", "no code")
    return code


class _Ignore(Strict):
    code: Annotated[str, AfterValidator(_require_code)]
    reason: Annotated[
        str,
        StringConstraints(strip_whitespace=True, max_length=500),
        AfterValidator(_require_reason),
        Field(validate_default=True),
    ] = ""
    notebook: NotebookName | None = None
    item: GradeId | None = None

    def ignore(self) -> Ignore:
        """Return it as the model has it."""
        return Ignore(self.code, self.reason, self.notebook or "", self.item or "")


class _AssignmentManifest(Strict):
    id: Identifier
    title: Both
    summary: Both
    notebooks: list[NotebookName] = Field(min_length=1)
    minutes: Minutes
    skills: list[Skill] = Field(min_length=1)
    data: list[_DataFile] = Field(default_factory=list)
    limits: _Limits = Field(default_factory=_Limits)
    app: NotebookName | None = None
    refresher: list[RefresherForm] = Field(default_factory=list, max_length=20)
    in_kernel: list[GradeId] = Field(default_factory=list, max_length=200)
    ignore: list[_Ignore] = Field(default_factory=list, max_length=200)


class _CourseManifest(Strict):
    id: Identifier
    title: Both
    tier: Tier
    skills: list[Skill] = Field(min_length=1)
    phase: Phase
    minutes: Minutes
    assignments: list[Identifier] = Field(min_length=1)
    prerequisites: list[Identifier] = Field(default_factory=list, max_length=20)


def read_assignment_manifest(path: Path, name: str) -> Assignment:
    """Read ``source/<id>/assignment.toml``.

    Args:
        path: the manifest.
        name: how messages call the file (its path in the workspace).

    Raises:
        ManifestError: the file is no TOML, or breaks a rule; every rule broken is listed.
    """
    text, manifest = read_toml(path, name, _AssignmentManifest)
    _require_folder_name(path, name, text, manifest.id)
    if manifest.app is not None and manifest.app not in manifest.notebooks:
        remedy = _("Write one of the names under notebooks.")
        raise ManifestError([_problem(name, text, ("app",), _("No such notebook."), remedy)])
    _require_whole_refreshers(name, text, manifest)
    return Assignment(
        id=manifest.id,
        title=Text(**manifest.title.model_dump()),
        summary=Text(**manifest.summary.model_dump()),
        notebooks=tuple(manifest.notebooks),
        minutes=manifest.minutes,
        skills=tuple(manifest.skills),
        data=tuple(_data_file(entry) for entry in manifest.data),
        limits=Limits(**manifest.limits.model_dump()),
        app=manifest.app,
        refreshers=tuple(entry.refresher() for entry in manifest.refresher),
        in_kernel=tuple(manifest.in_kernel),
        ignores=tuple(entry.ignore() for entry in manifest.ignore),
    )


def read_course_manifest(path: Path, name: str) -> Course:
    """Read ``courses/<id>/course.toml``; arguments and errors as `read_assignment_manifest`."""
    text, manifest = read_toml(path, name, _CourseManifest)
    _require_folder_name(path, name, text, manifest.id)
    _require_other_courses(name, text, manifest)
    return Course(
        id=manifest.id,
        title=Text(**manifest.title.model_dump()),
        tier=manifest.tier,
        skills=tuple(manifest.skills),
        phase=manifest.phase,
        minutes=manifest.minutes,
        assignments=tuple(manifest.assignments),
        prerequisites=tuple(manifest.prerequisites),
    )


Manifest = TypeVar("Manifest", bound=Strict)


def read_toml(path: Path, name: str, form: type[Manifest]) -> tuple[str, Manifest]:
    """Return a file's text and what it says.

    Raises:
        ManifestError: it is no TOML, or breaks a rule; every rule broken is listed.
    """
    text, values = load_toml(path, name)
    try:
        return text, form.model_validate(values)
    except ValidationError as error:
        problems = [explain_in_file(name, text, dict(entry)) for entry in error.errors()]
        raise ManifestError(problems) from None


def load_toml(path: Path, name: str) -> tuple[str, dict[str, Any]]:
    """Return a file's text, and its values, of which nothing is known yet.

    Raises:
        ManifestError: it cannot be read, or is no TOML.
    """
    text = _read_text(path, name)
    try:
        return text, tomllib.loads(text)
    except ValueError as error:  # tomllib's own, and a number of too many digits
        what = _("{file}: This is not valid TOML: {reason}. Correct that place.")
        raise ManifestError([what.format(file=name, reason=error)]) from None
    except RecursionError:
        what = _("{file}: Its values are nested too deeply. Write them plainly.")
        raise ManifestError([what.format(file=name)]) from None


def _read_text(path: Path, name: str) -> str:
    try:
        if path.exists() and not path.is_file():  # of a pipe, nothing would ever come
            raise OSError(_("it is no file"))
        return path.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except FileNotFoundError:
        what = _("{file}: The manifest is missing. Write it; see docs/reference/manifests.md.")
        raise ManifestError([what.format(file=name)]) from None
    except UnicodeDecodeError:
        what = _("{file}: The file is not UTF-8. Save it again as UTF-8.")
        raise ManifestError([what.format(file=name)]) from None
    except OSError as error:
        what = _(
            "{file}: The file cannot be read: {reason}. Correct its permissions, or replace it."
        )
        reason = error.strerror or str(error)
        raise ManifestError([what.format(file=name, reason=reason)]) from None


def _require_folder_name(path: Path, name: str, text: str, identifier: str) -> None:
    if identifier != path.parent.name:
        what = _("The id must be the name of its folder, {folder}.").format(folder=path.parent.name)
        raise ManifestError([_problem(name, text, ("id",), what, _("Rename one of the two."))])


def _require_other_courses(name: str, text: str, manifest: _CourseManifest) -> None:
    """Make sure that what comes before a course is another course, and is named once."""
    key, remedy = ("prerequisites",), _("Leave it out.")
    if manifest.id in manifest.prerequisites:
        what = _("A course cannot come before itself.")
        raise ManifestError([_problem(name, text, key, what, remedy)])
    if len(set(manifest.prerequisites)) < len(manifest.prerequisites):
        what = _("A course is named twice.")
        raise ManifestError([_problem(name, text, key, what, remedy)])


def _require_whole_refreshers(name: str, text: str, manifest: _AssignmentManifest) -> None:
    """Make sure that every refresher has what its way of asking needs, and data to vary."""
    problems: list[str] = []
    if manifest.refresher and not any(entry.generator for entry in manifest.data):
        what = _("A refresher needs data that can be made anew.")
        remedy = _("Name the generator of a data file under [[data]].")
        problems.append(_problem(name, text, ("refresher", 0), what, remedy))
    for number, entry in enumerate(manifest.refresher):
        for key in entry.missing():
            what = _("ask = “{ask}” needs this key.").format(ask=entry.ask.value)
            where = ("refresher", number, key)
            problems.append(_problem(name, text, where, what, _("Add it.")))
    if problems:
        raise ManifestError(problems)


def _data_file(entry: _DataFile) -> DataFile:
    values = entry.model_dump()
    unit = values.pop("unit")
    japanese, english = values.pop("ja"), values.pop("en")
    description = Text(ja=japanese, en=english or japanese)
    return DataFile(description=description, unit=Text(**unit) if unit else None, **values)


def explain_in_file(name: str, text: str, entry: dict[str, Any]) -> str:
    """Turn one of pydantic's findings into: file, line, key: what is wrong. What to do."""
    return _problem(name, text, tuple(entry["loc"]), *explain(entry))


def explain(entry: dict[str, Any]) -> tuple[str, str]:
    """Return what is wrong, and what to do, of one of pydantic's findings."""
    context = entry.get("ctx", {})
    match entry["type"]:
        case "enum" | "literal_error":
            what = _("The value is not allowed.")
            remedy = _("Write one of: {values}.").format(values=context.get("expected", ""))
        case "string_pattern_mismatch" | "path_outside":
            what = _("{value} is not an allowed name.").format(value=repr(entry["input"])[:80])
            remedy = _(
                "Use half-width letters, digits and hyphens, with no path outside the folder."
            )
        case "greater_than_equal" | "less_than_equal":
            bound = context.get("ge", context.get("le"))
            what = _("The number is out of range.")
            remedy = _("The nearest allowed value is {bound}.").format(bound=bound)
        case "list_type" if isinstance(entry["input"], dict):
            what = _("Such a table can stand there more than once.")
            remedy = _("Write its name in double brackets: {example}.")
            remedy = remedy.format(example=f"[[{entry['loc'][-1]}]]")
        case "too_long" | "string_too_long":
            what = _("It is too long.")
            remedy = _("At most {most} are allowed.").format(most=context.get("max_length", ""))
        case kind:
            usual = _("The value has the wrong form."), f"{entry.get('msg', '')}."
            what, remedy = _fixed_words().get(kind, usual)
    return what, remedy


def _fixed_words() -> dict[str, tuple[str, str]]:
    """Pydantic's name of a finding → what is wrong and what to do, where that never differs."""
    number = _("A whole number is needed."), _("Write it without quotes or point.")
    decimal = _("A number is needed."), _("Write it without quotes.")
    truth = _("Yes or no is needed."), _("Write true or false.")
    empty = _("It must not be empty."), _("Write at least one.")
    form = _("The value has the wrong form."), _("Write it as docs/reference/manifests.md shows.")
    reason = _("An ignore needs a reason."), _("Write why this is right as it is.")
    control = _("It holds a control character."), _("Take it out.")
    brackets = _("Write it in brackets: {example}.").format(example='["…", "…"]')
    return {
        "missing": (_("The key is missing."), _("Add it.")),
        "extra_forbidden": (_("There is no such key."), _("Remove it or correct its name.")),
        "string_type": (_("A text is needed."), _("Write it in quotes.")),
        "no_reason": reason,
        "control_character": control,
        "no_code": (_("This is no code."), _("Write one whole code, for example TK102.")),
        "list_type": (_("A list is needed."), brackets),
        **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "finite_number"), number),
        **dict.fromkeys(("float_type", "float_parsing"), decimal),
        **dict.fromkeys(("bool_type", "bool_parsing"), truth),
        **dict.fromkeys(("too_short", "string_too_short"), empty),
        **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), form),
    }


def _problem(name: str, text: str, location: tuple[str | int, ...], what: str, remedy: str) -> str:
    key = ".".join(str(part) for part in location)
    line = find_line(text, location)
    return _("{file}, line {line}, {key}: {what} {remedy}").format(
        file=name, line=line, key=key, what=what, remedy=remedy
    )
