"""How the place that a hand-in came from called it: feedback goes back under the same name."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Origin"]


@dataclass(frozen=True)
class Origin:
    """The part of a hand-in's name that says whose it is, as it came.

    Attributes:
        text: a folder's name, or what a file's name begins with, its separators included; empty
            where it came without any, as through nbgrader's exchange.
        is_folder: whether the files lie in a folder of that name.
    """

    text: str = ""
    is_folder: bool = False
