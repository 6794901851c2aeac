"""A new assignment to begin from: it can be checked, released and graded before a word is changed.

The files of the template are in ``starter/``, in each language.
"""

from __future__ import annotations

import json
import re
import shutil
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from terakoya.errors import UsageError
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.model.names import is_id
from terakoya.workspace.atomic import replace_directory, write_text
from terakoya.workspace.workspace import Workspace

__all__ = ["Started", "start_assignment"]

_STARTER = Path(__file__).parent / "starter"
_LIST = re.compile(r"(?ms)^assignments[ \t]*=[ \t]*\[(?P<inside>[^\]]*)\]")
_NOT_COPIED = shutil.ignore_patterns("__pycache__", "*.pyc")
_NOT_IN_A_LINE = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True)
class Started:
    """What was written.

    Attributes:
        folder: the assignment's folder.
        is_new_course: whether the course was made for it; None where none was named.
    """

    folder: Path
    is_new_course: bool | None


def start_assignment(
    workspace: Workspace,
    assignment_id: str,
    title: str,
    course_id: str | None = None,
    *,
    as_lab: bool = False,
) -> Started:
    """Write ``source/<id>/`` from the template, in the language of the messages.

    Args:
        workspace: where.
        assignment_id: the new assignment's id.
        title: one line.
        course_id: the course to put it into; it is made where there is none of that id.
        as_lab: with all that a lab has: items from easy to hard, hints, a refresher, answers to
            each item; what only an author can write is marked.

    Raises:
        UsageError: a name is not allowed or taken, the title is not one line, or the course's
            list of assignments cannot be added to; nothing is written then.
        ManifestError: the course cannot be read; nothing is written then.
    """
    _require_id(assignment_id)
    title = _require_line(title)
    folder = workspace.source(assignment_id)
    if folder.exists():
        what = _("source/{id} is there already.").format(id=assignment_id)
        raise UsageError(what, remedy=_("Choose another name; nothing is overwritten."))
    if course_id is None:
        _copy(folder, assignment_id, title, as_lab=as_lab)
        return Started(folder, None)
    _require_id(course_id)
    manifest = workspace.root / "courses" / course_id / "course.toml"
    is_new = not manifest.exists()
    text = _new_course(course_id, assignment_id)
    if not is_new:
        workspace.read_course(course_id)
        text = _add_to_course(manifest, course_id, assignment_id)
    _copy(folder, assignment_id, title, as_lab=as_lab)
    manifest.parent.mkdir(parents=True, exist_ok=True)
    write_text(manifest, text)
    return Started(folder, is_new)


def _copy(folder: Path, assignment_id: str, title: str, *, as_lab: bool) -> None:
    kind = "lab/" if as_lab else ""
    with replace_directory(folder) as made:
        shutil.copytree(_own_files() / kind / "answers", made / "answers", ignore=_NOT_COPIED)
        shutil.copytree(_STARTER / "data", made / "data")
        shutil.copyfile(_STARTER / "make_data.py", made / "make_data.py")
        write_text(made / "assignment.toml", _fill(f"{kind}assignment.toml", assignment_id, title))
        write_text(made / f"{assignment_id}.ipynb", _notebook(f"{kind}notebook.json", title))


def _new_course(course_id: str, assignment_id: str) -> str:
    return _fill("course.toml", course_id, course_id, first=assignment_id)


def _add_to_course(manifest: Path, course_id: str, assignment_id: str) -> str:
    added = _add_to_list(manifest.read_text(encoding="utf-8-sig"), assignment_id)
    if added is None:
        what = _("The list of assignments cannot be added to by itself.")
        remedy = _("Leave --course out, and write {id} under assignments yourself.")
        where = f"courses/{course_id}/course.toml"
        raise UsageError(what, where=where, remedy=remedy.format(id=json.dumps(assignment_id)))
    return added


def _add_to_list(text: str, entry: str) -> str | None:
    """Return the TOML with one more assignment and all else as it was, or None: not for certain."""
    before = tomllib.loads(text)
    listed = before["assignments"]
    if entry in listed:
        return text
    if not (found := _LIST.search(text)):
        return None
    inside = found["inside"].rstrip()
    comma = "" if not inside or inside.endswith(",") else ","
    space = " " if inside and "\n" not in found["inside"] else ""
    line = f"\n  {json.dumps(entry)},\n" if "\n" in found["inside"] else json.dumps(entry)
    start, end = found.span("inside")
    added = text[:start] + inside + comma + space + line + text[end:]
    return added if _reads_as(added, before | {"assignments": [*listed, entry]}) else None


def _reads_as(text: str, wanted: dict[str, object]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _require_id(name: str) -> None:
    if not is_id(name):
        what = _("“{id}” cannot be the id of an assignment or a course.").format(id=name)
        remedy = _("Use up to 64 small half-width letters, digits and hyphens: waste-sorting.")
        raise UsageError(what, remedy=remedy)


def _require_line(title: str) -> str:
    line = title.strip()
    broken = any(unicodedata.category(one) in _NOT_IN_A_LINE for one in line)
    if broken or not 1 <= len(line) <= 200:
        what = _("The title must be one line of 1 to 200 characters.")
        raise UsageError(what, remedy=_("Write --title with such a line."))
    return line


def _own_files() -> Path:
    return _STARTER / current_language()


def _fill(name: str, own_id: str, title: str, *, first: str = "") -> str:
    text = (_own_files() / name).read_text(encoding="utf-8")
    values = {"@ID@": own_id, "@FIRST@": first, "@TITLE@": title}  # the title last: it may hold all
    for mark, value in values.items():
        text = text.replace(mark, json.dumps(value, ensure_ascii=False))
    return text


def _notebook(name: str, title: str) -> str:
    notebook = json.loads((_own_files() / name).read_text(encoding="utf-8"))
    first = notebook["cells"][0]
    first["source"] = [line.replace("@TITLE@", title) for line in first["source"]]
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"
