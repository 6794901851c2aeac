"""When a member of a zip was last changed: in UTC where its maker said so, else in local time.

The plain date of a zip is local time of whoever made it, in steps of two seconds. Extra fields say
it in UTC: 0x5455 of Info-ZIP (macOS, Linux), 0x000A of NTFS (7-Zip on Windows); their forms are in
Info-ZIP's proginfo/extrafld.txt and in APPNOTE.TXT 4.5.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from terakoya.dates import LOCAL

__all__ = ["moment_of"]

_UNIX, _NTFS = 0x5455, 0x000A
_UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NTFS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def moment_of(member: zipfile.ZipInfo) -> datetime | None:
    """Return when a member was last changed; None where the zip does not know."""
    for kind, data in _extra_fields(member.extra):
        if moment := _in_utc(kind, data):
            return moment
    try:
        moment = datetime(*member.date_time, tzinfo=LOCAL)
    except ValueError:
        return None
    return None if moment.year == 1980 else moment.astimezone(UTC)


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each extra field; what is cut off says nothing."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if len(extra) < 4 + size:
            return
        yield kind, extra[4 : 4 + size]
        extra = extra[4 + size :]


def _in_utc(kind: int, data: bytes) -> datetime | None:
    if kind == _UNIX and len(data) >= 5 and data[0] & 1:
        (seconds,) = struct.unpack_from("<i", data, 1)
        return _UNIX_EPOCH + timedelta(seconds=seconds) if seconds else None
    # Four bytes reserved, then attribute 1 of 24 bytes: changed, read, made.
    if kind == _NTFS and len(data) >= 16 and data[4:8] == b"\x01\x00\x18\x00":
        (ticks,) = struct.unpack_from("<Q", data, 8)
        try:
            return _NTFS_EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None
    return None
