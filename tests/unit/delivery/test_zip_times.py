"""When a member of a zip was changed: the UTC time that a zip holds goes before its local time."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from terakoya.delivery.zip_times import moment_of

MOMENT = datetime(2027, 4, 19, 0, 30, tzinfo=UTC)
SECONDS = int(MOMENT.timestamp())
TICKS = (SECONDS + 11_644_473_600) * 10_000_000
PLAIN = datetime(2027, 4, 19, 12, 0, tzinfo=ZoneInfo("Asia/Tokyo")).astimezone(UTC)
UNIX = struct.pack("<HHBi", 0x5455, 5, 1, SECONDS)
NTFS = struct.pack("<HHLHHQQQ", 0x000A, 32, 0, 1, 24, TICKS, TICKS, TICKS)


def _member(extra: bytes) -> zipfile.ZipInfo:
    """Return a member as zipfile reads it back; its plain date is noon."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        member = zipfile.ZipInfo("one.ipynb", (2027, 4, 19, 12, 0, 0))
        member.extra = extra
        archive.writestr(member, b"x")
    return zipfile.ZipFile(buffer).infolist()[0]


@pytest.mark.parametrize(
    ("extra", "moment"),
    [
        (UNIX, MOMENT),
        (NTFS, MOMENT),
        (struct.pack("<HH4s", 0x7875, 4, b"abcd") + UNIX, MOMENT),
        (b"", PLAIN),
        (struct.pack("<HHBi", 0x5455, 5, 2, SECONDS), PLAIN),  # says when it was read only
        (struct.pack("<HHB", 0x5455, 1, 1), PLAIN),
        (struct.pack("<HHBi", 0x5455, 5, 1, 0), PLAIN),
        (struct.pack("<HHLHHQQQ", 0x000A, 32, 0, 1, 24, 2**64 - 1, 0, 0), PLAIN),
        (struct.pack("<HHLHHQQQ", 0x000A, 32, 0, 1, 24, 0, 0, 0), PLAIN),
    ],
)
def test_moment_of(extra: bytes, moment: datetime) -> None:
    """The time in UTC counts where it is there and whole, else the plain date, as Japanese."""
    assert moment_of(_member(extra)) == moment


def test_moment_of_cut_off_field() -> None:
    """A field that is longer than what is there says nothing; the one before it does."""
    member = _member(b"")
    member.extra = UNIX + struct.pack("<HH", 0x000A, 32)
    assert moment_of(member) == MOMENT
    member.extra = UNIX[:-1]
    assert moment_of(member) == PLAIN


def test_moment_of_no_date() -> None:
    """1980 is what zips say that know no date."""
    member = zipfile.ZipInfo("one.ipynb")
    assert moment_of(member) is None
    member.extra = UNIX
    assert moment_of(member) == MOMENT
