"""Builds a source from a golden case: the same entries as a folder and as a zip."""

from __future__ import annotations

import io
import os
import socket
import stat
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from classroom import NOTEBOOKS, notebook_bytes

__all__ = ["build_folder", "build_zip"]

Entry = Mapping[str, Any]


def entry_bytes(entry: Entry) -> bytes:
    """Return the content that an entry of a case describes."""
    if "zip" in entry:
        return build_zip(entry["zip"])
    if "hex" in entry:
        return bytes.fromhex(entry["hex"])
    if "text" in entry:
        return str(entry["text"]).encode()
    if "grade_ids" in entry:
        return notebook_bytes(*entry["grade_ids"])
    assignment, notebook = entry["notebook"].split("/")
    content = notebook_bytes(*NOTEBOOKS[assignment][notebook], answer=entry.get("answer", "1"))
    if "replace" in entry:
        old, new = (part.encode() for part in entry["replace"])
        assert old in content
        content = content.replace(old, new, 1)
    return content


def build_folder(root: Path, entries: Sequence[Entry]) -> None:
    """Write the entries below `root`."""
    for entry in entries:
        path = root / entry["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        if "link" in entry:
            path.symlink_to(entry["link"])
        elif "fifo" in entry:
            os.mkfifo(path)
        elif "socket" in entry:
            with socket.socket(socket.AF_UNIX) as end:
                end.bind(str(path))
        else:
            path.write_bytes(entry_bytes(entry))


def build_zip(entries: Sequence[Entry]) -> bytes:
    """Return the entries as a zip; names are written as the entry's `encoding` has them."""
    buffer = io.BytesIO()
    renamed: dict[bytes, bytes] = {}
    with zipfile.ZipFile(buffer, "w") as archive:
        for index, entry in enumerate(entries):
            raw = _raw_name(entry)
            stand_in = f"{index:03}".ljust(len(raw), "x") if raw else entry["path"]
            if raw:
                renamed[stand_in.encode()] = raw
            member = zipfile.ZipInfo(stand_in, (2027, 4, 19, 9, 30, 0))
            mode = int(entry.get("mode", "0o100644"), 8)
            member.external_attr = (stat.S_IFLNK | 0o777 if "link" in entry else mode) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            content = entry["link"].encode() if "link" in entry else entry_bytes(entry)
            archive.writestr(member, content)
    content = buffer.getvalue()
    for stand_in_bytes, raw in renamed.items():
        content = content.replace(stand_in_bytes, raw)
    return _patched(content, entries)


def _raw_name(entry: Entry) -> bytes:
    """Return the name's bytes where zipfile would not write them so; else nothing."""
    name = entry["path"]
    if entry.get("nfd"):
        name = unicodedata.normalize("NFD", name)
    if "encoding" in entry or "\x00" in name:
        return bytes(name.encode(entry.get("encoding", "utf-8")))
    return b""


def _patched(content: bytes, entries: Sequence[Entry]) -> bytes:
    """Set flags and methods, or damage content, in the finished zip (APPNOTE.TXT 4.3)."""
    data = bytearray(content)
    directory = [at for at in range(len(data)) if data.startswith(b"PK\x01\x02", at)]
    for entry, at in zip(entries, directory, strict=False):
        if "flag" in entry:
            data[at + 8] |= entry["flag"]
        if "method" in entry:
            data[at + 10] = entry["method"]
        if "corrupt" in entry:
            data[at + 16] ^= 0xFF  # its CRC-32
    return bytes(data)
