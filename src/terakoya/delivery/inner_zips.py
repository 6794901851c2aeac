"""A learner's zip that lies in a source: what is in it, as if it were a folder of that name."""

from __future__ import annotations

import io

from terakoya.delivery.entries import Entry, Listing, Refused
from terakoya.delivery.limits import CollectLimits
from terakoya.delivery.sources.zip import ArchiveSource
from terakoya.language import gettext as _

__all__ = ["open_inner"]


def open_inner(outer: Entry, content: bytes, limits: CollectLimits) -> Listing:
    """List the zip `content` that lies in a source as `outer`; its name says whose it is.

    Raises:
        SubmissionError: it is no zip, is broken, or holds too much or another zip.
    """
    inner_limits = CollectLimits(
        notebook_bytes=limits.notebook_bytes,
        files=limits.inner_files,
        entries=limits.inner_files * 10,
    )
    listing = ArchiveSource(io.BytesIO(content), outer.modified, inner_limits).listing()
    above = (*outer.path[:-1], outer.path[-1][: -len(".zip")])
    entries: list[Entry] = []
    refused = [Refused(f"{outer.name}/{entry.name}", entry.reason) for entry in listing.refused]
    for entry in listing.entries:
        if entry.is_archive:
            what = _("It is a zip inside a zip inside a zip.")
            name = f"{outer.name}/{entry.name}"
            refused.append(Refused(name, f"{what} {_('Unpack it first.')}"))
        else:
            entries.append(_inner(outer, above, entry))
    others = tuple(_inner(outer, above, entry) for entry in listing.others)
    return Listing(tuple(entries), tuple(refused), others)


def _inner(outer: Entry, above: tuple[str, ...], entry: Entry) -> Entry:
    """Return an entry of a learner's zip as one of the source."""
    name, path = f"{outer.name}/{entry.name}", (*above, *entry.path)
    return Entry(name, path, entry.modified, entry.read, outer.claim, len(entry.path))
