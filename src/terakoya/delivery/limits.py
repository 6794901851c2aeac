"""What one collection may hold; a source beyond it is a mistake or an attack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from terakoya.errors import SubmissionError
from terakoya.language import gettext as _

__all__ = ["MEGABYTE", "Budget", "CollectLimits", "largest", "too_large"]

MEGABYTE = 1024**2


@dataclass(frozen=True)
class CollectLimits:
    """Upper bounds of a source. A zip inside it may hold `inner_files` and `inner_bytes`."""

    notebook_bytes: int = 10 * MEGABYTE
    files: int = 5_000
    entries: int = 50_000
    total_bytes: int = 1024 * MEGABYTE
    inner_files: int = 200
    inner_bytes: int = 100 * MEGABYTE
    folder_depth: int = 20
    json_depth: int = 100
    cells: int = 2_000


class Budget:
    """Counts the bytes that were really read, and stops where the source has given enough."""

    def __init__(self, total_bytes: int) -> None:
        self._total, self._left = total_bytes, total_bytes

    def spend(self, size: int) -> None:
        """Count `size` bytes.

        Raises:
            SubmissionError: more than the total was read.
        """
        self._left -= size
        if self._left < 0:
            what = _("The source holds more than {limit} MB in all.").format(
                limit=self._total // MEGABYTE
            )
            raise SubmissionError(what, remedy=_("Collect it in several parts."))


def largest(path: Sequence[str], limits: CollectLimits) -> int:
    """Return how many bytes a file of this name may have."""
    return limits.inner_bytes if path[-1].lower().endswith(".zip") else limits.notebook_bytes


def too_large(limit: int) -> SubmissionError:
    """Return the refusal of a file of more than `limit` bytes."""
    what = _("The file is larger than {limit} MB.").format(limit=limit // MEGABYTE)
    return SubmissionError(what, remedy=_("Clear its outputs and hand it in again."))
