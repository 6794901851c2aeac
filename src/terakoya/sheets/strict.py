"""Workbooks saved as “Strict Open XML”: the same parts under other names, which openpyxl lacks."""

from __future__ import annotations

import io
import re
import zipfile

__all__ = ["as_transitional"]

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAME = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/([\w./-]*)")
_RENAMED = {
    b"extendedProperties": b"extended-properties",
    b"customProperties": b"custom-properties",
}


def as_transitional(content: bytes) -> bytes:
    """Return a workbook with the names of the common form; one that has them stays as it is.

    The names are those of ECMA-376, part 4, annex A.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {part: old.read(part) for part in old.infolist() if not part.is_dir()}
    if not any(_is_strict(part.filename, data) for part, data in parts.items()):
        return content
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as new:
        for part, data in parts.items():
            is_xml = part.filename.endswith((".xml", ".rels"))
            new.writestr(part.filename, _NAME.sub(_common, data) if is_xml else data)
    return buffer.getvalue()


def _is_strict(name: str, data: bytes) -> bool:
    return name.endswith((".xml", ".rels")) and _STRICT in data


def _common(match: re.Match[bytes]) -> bytes:
    rest = b"/".join(_RENAMED.get(part, part) for part in match[2].split(b"/"))
    return b"http://schemas.openxmlformats.org/" + match[1] + b"/2006/" + rest
