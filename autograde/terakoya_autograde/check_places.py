"""Where checks run: apart from the learner's code, or in its process. Loads nothing else."""

from __future__ import annotations

__all__ = ["CLEAN_ROOM", "IN_KERNEL", "read_checks"]

CLEAN_ROOM, IN_KERNEL = "clean-room", "in-kernel"


def read_checks(choice: str) -> tuple[str, tuple[str, ...]]:
    """Read where checks are to run: ``clean-room``, ``in-kernel`` or ``in-kernel:ITEM,ITEM``.

    Returns:
        CLEAN_ROOM or IN_KERNEL, and the single items whose checks run in the learner's process.

    Raises:
        ValueError: it is none of these.

    >>> from terakoya_autograde import read_checks
    >>> read_checks("clean-room")
    ('clean-room', ())
    >>> read_checks("in-kernel:mean,median")
    ('clean-room', ('mean', 'median'))
    """
    where, colon, names = choice.partition(":")
    items = tuple(name.strip() for name in names.split(",") if name.strip())
    if where not in (CLEAN_ROOM, IN_KERNEL) or (colon and (where == CLEAN_ROOM or not items)):
        raise ValueError(
            f"{choice!r} is none of {CLEAN_ROOM}, {IN_KERNEL} and {IN_KERNEL}:ITEM,ITEM"
        )
    return (CLEAN_ROOM if items else where), items
