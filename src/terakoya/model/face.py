"""A face: what an assignment is turned into. Each is one folder, and is found by itself.

Ours are the folders of `terakoya.faces` that have a module ``face``; those of other packages are
entry points. docs/how-to/write-a-face.md tells how to write one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import UnionType

from terakoya.model.assignment import Assignment
from terakoya.model.cell_choice import CellChoice
from terakoya.model.text import Text
from terakoya.plugins import Kind

__all__ = ["FACES", "Choice", "Face", "FaceFile", "Made"]

_WORD = re.compile(r"[a-z][a-z0-9]*")
"""A file is called <assignment>-<face>.<form>: only a face of one word can be told from it."""
_FORM = re.compile(r"[a-z0-9]+")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+(?:; charset=utf-8)?")


class Choice(StrEnum):
    """What can be chosen when a face is built, as options of `terakoya build`."""

    SOLUTIONS = "solutions"
    CODE = "code"
    LANG = "lang"


class Made(StrEnum):
    """What a face makes in the folder that it is given."""

    FILES = "files"
    """``<assignment>-<face>.<form>`` for each of its files; a site offers them."""
    FOLDER = "folder"
    """``<assignment>-<face>/``, for whoever builds it; a site does not show it."""
    APP = "app"
    """``<assignment>/<assignment>.ipynb``: a site's server of apps runs it."""


@dataclass(frozen=True)
class FaceFile:
    """A file that a face makes.

    Attributes:
        form: the end of its name, ``pdf``.
        media_type: what a browser is told that it is.
        words: of its link on the site.
    """

    form: str
    media_type: str
    words: Text

    def __post_init__(self) -> None:
        _require_kinds(self, {"form": str, "media_type": str, "words": Text})
        _require(_FORM, self.form)
        _require(_MEDIA_TYPE, self.media_type)


def _is_for_all(_assignment: Assignment) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Face:
    """What an assignment can be turned into.

    Attributes:
        protocol: the version of this class that it was written for: a number, written out.
        name: one word in small letters; in commands, file names and addresses.
        build: ``package.module:function``, imported when the face is built. It is called with a
            `terakoya.faces.job.FaceJob` and an empty folder, in which it makes what `makes` and
            `files` say.
        cells: which cells it takes; or the name of the face whose choice is its own too.
        makes: files, a folder, or an app, which needs a server.
        files: what it makes, in the order in which a site offers them.
        choices: what of `terakoya.faces.job.BuildOptions` it heeds.
        stands_alone: whether its files may load nothing, so that pictures on other hosts cannot be
            shown. `terakoya check` finds those then. What else it shall ask is a group of checks
            of its own (`terakoya.checks`), beside the face.
        applies: whether an assignment has this face; asked before a site builds it.

    Raises:
        TypeError, ValueError: what it says of itself cannot be.
    """

    protocol: int
    name: str
    build: str
    cells: CellChoice | str
    makes: Made = Made.FILES
    files: tuple[FaceFile, ...] = ()
    choices: frozenset[Choice] = frozenset()
    stands_alone: bool = False
    applies: Callable[[Assignment], bool] = _is_for_all

    def __post_init__(self) -> None:
        _require_kinds(self, _KINDS_OF_FACE)
        _require(_WORD, self.name)
        # who writes a face may write words where we have names for them
        object.__setattr__(self, "makes", Made(self.makes))
        object.__setattr__(self, "choices", frozenset(map(Choice, self.choices)))
        object.__setattr__(self, "files", tuple(self.files))
        for file in self.files:
            _require_kind("files", file, FaceFile)
        if self.makes is Made.FILES and not self.files:
            raise ValueError("a face that makes files says which")
        if self.makes is Made.APP and self.name != "app":
            raise ValueError("a site's server runs no face but the app")

    def file(self, form: str) -> FaceFile | None:
        """Return the file of that form; None where the face makes none."""
        return next((file for file in self.files if file.form == form), None)


_KINDS_OF_FACE: Mapping[str, type | UnionType] = {
    "protocol": int,
    "name": str,
    "build": str,
    "cells": CellChoice | str,
    "stands_alone": bool,
    "applies": Callable,  # type: ignore[dict-item]
}


def _require_kinds(part: object, kinds: Mapping[str, type | UnionType]) -> None:
    """Refuse here what would break whoever uses the part: nobody checks the types of strangers."""
    for name, kind in kinds.items():
        _require_kind(name, getattr(part, name), kind)


def _require_kind(name: str, given: object, kind: type | UnionType) -> None:
    if not isinstance(given, kind):
        raise TypeError(f"{name} is of the type {type(given).__name__}")


def _require(pattern: re.Pattern[str], given: str) -> None:
    if not pattern.fullmatch(given):
        raise ValueError(f"{given!r} must match {pattern.pattern}")  # an author's own mistake


FACES = Kind(
    "terakoya.faces",
    Face,
    protocol=1,
    package="terakoya.faces",
    attribute="FACE",
    module="face",
)
"""Every face that is installed."""
