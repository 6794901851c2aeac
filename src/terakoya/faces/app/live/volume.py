"""How much one page was shown, and the end of it: it is kept for as long as the page is open."""

from __future__ import annotations

__all__ = ["TooMuchError", "Volume"]


class TooMuchError(Exception):
    """A page was shown more than is kept for one."""


class Volume:
    """Sizes by place and part, such as a widget and its value, and their sum.

    Args:
        most: how large the sum may become, in characters; None for whatever comes.
    """

    def __init__(self, most: int | None = None) -> None:
        self.total = 0
        self._most = most
        self._sizes: dict[str, dict[str, int]] = {}

    def copy(self, room: int | None) -> Volume:
        """Return the same, which may grow by so many characters; None for whatever comes."""
        made = Volume(None if room is None else self.total + room)
        made.total = self.total
        made._sizes = {place: dict(parts) for place, parts in self._sizes.items()}
        return made

    def put(self, place: str, part: str, size: int) -> None:
        """A part is so large now.

        Raises:
            TooMuchError: that is more than is kept for a page.
        """
        parts = self._sizes.setdefault(place, {})
        self.total += size - parts.get(part, 0)
        parts[part] = size
        if self._most is not None and self.total > self._most:
            raise TooMuchError(f"{self.total} characters")

    def add(self, place: str, part: str, size: int) -> None:
        """A part has grown by so much.

        Raises:
            TooMuchError: as `put`.
        """
        self.put(place, part, self._sizes.get(place, {}).get(part, 0) + size)

    def drop(self, place: str) -> None:
        """Nothing of a place is kept any more."""
        self.total -= sum(self._sizes.pop(place, {}).values())
