"""A file that came with a submission and is not used, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from terakoya.language import gettext as _

__all__ = ["LeftOut", "WhyLeftOut", "explain_left_out"]


class WhyLeftOut(StrEnum):
    """Why a file beside a notebook is not used; the first four are the engine's (`NoPlace`)."""

    OURS = "ours"
    OWN = "own"
    SHADOWS = "shadows"
    LIBRARY = "library"
    LARGE = "large"
    TWICE = "twice"
    NAME = "name"
    UNREADABLE = "unreadable"
    APART = "apart"
    NOBODY = "nobody"


@dataclass(frozen=True)
class LeftOut:
    """A file by its name, as it is shown, and why it is not used."""

    name: str
    why: WhyLeftOut


def explain_left_out(why: WhyLeftOut) -> str:
    """Say why a file is not used, and what to do, in words for learners and instructors."""
    return {
        WhyLeftOut.OURS: _("the assignment's own file of this name is used"),
        WhyLeftOut.OWN: _("another file has the name of its folder"),
        WhyLeftOut.SHADOWS: _("it would stand in for a module of the assignment"),
        WhyLeftOut.LIBRARY: _("it has the name of a library; give it another one"),
        WhyLeftOut.LARGE: _("it is too much: up to 200 files and 20 MB beside the notebooks"),
        WhyLeftOut.TWICE: _("two different files have this name"),
        WhyLeftOut.NAME: _("no file can be kept under this name; give it a shorter one"),
        WhyLeftOut.UNREADABLE: _("it cannot be read, or is larger than 10 MB"),
        WhyLeftOut.APART: _("no notebook lies beside it or above it"),
        WhyLeftOut.NOBODY: _("it is not known whose it is"),
    }[why]
