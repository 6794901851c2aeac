"""A finding: one thing that a check says of an assignment, with a code that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple

from terakoya.errors import together
from terakoya.language import current_language
from terakoya.language import gettext as _
from terakoya.model import Text

__all__ = ["Finding", "Found", "Place", "Severity"]


class Severity(StrEnum):
    """How bad a finding is.

    With an error, a release or a face cannot be made, or somebody gets wrong points. With a
    warning it works, but not as well as it should. A hint is nothing to correct.
    """

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True)
class Place:
    """Where something was found, as far as that is known.

    Attributes:
        path: the file or folder, from the workspace's folder.
        cell: the cell's number in the notebook, from 1, counted as in JupyterLab.
        line: the line in that cell, from 1.
        item: the grade_id of the graded cell, or of the answer cell.
        words: how messages call the place, where that is not just the path.

    Raises:
        TypeError: a number or a text is none; checks of others are not type-checked by us.
    """

    path: str
    cell: int | None = None
    line: int | None = None
    item: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        texts, numbers = (self.path, self.item, self.words), (self.cell, self.line)
        if not all(isinstance(text, str) for text in texts):
            message = "the path, the item or the words of a place are no text"
            raise TypeError(message)
        if not all(number is None or isinstance(number, int) for number in numbers):
            message = "the cell or the line of a place is no whole number"
            raise TypeError(message)

    @property
    def where(self) -> str:
        """How messages call it."""
        return self.words or self.path

    @property
    def notebook(self) -> str:
        """The notebook's name, without folder and suffix; empty where the path is none."""
        path = PurePosixPath(self.path)
        return path.stem if path.suffix == ".ipynb" else ""

    @classmethod
    def of_cell(cls, path: str, cell: int | None, line: int | None = None) -> Place:
        """Return the place of a cell that messages call by its number; by its notebook without."""
        words = _("{where}, cell {number}").format(where=path, number=cell) if cell else ""
        return cls(path, cell, line, words=words)


class Found(NamedTuple):
    """What a check says: where, what, and how to correct it.

    Both sentences are in the current language, or there in each language: so a check can bring its
    own words, and needs no catalogue.

    Raises:
        TypeError: by `said`, where one of them is no text.
    """

    place: Place
    what: str | Text
    remedy: str | Text

    def said(self) -> tuple[str, str]:
        """Return both sentences in the current language."""
        return _say(self.what), _say(self.remedy)


def _say(sentence: str | Text) -> str:
    said = sentence.in_language(current_language()) if isinstance(sentence, Text) else sentence
    if not isinstance(said, str):
        message = f"a sentence is of the class {type(said).__name__}"
        raise TypeError(message)
    return said


@dataclass(frozen=True)
class Finding:
    """One thing that was found in one assignment.

    Attributes:
        code: what kind of thing it is, TK101: it never stands for anything else.
        name: the same in words that can be remembered.
        check: the group of checks to which it belongs, as in ``--only``.
        assignment: the assignment's id.
        what: what is wrong, in a sentence in the current language.
        remedy: what to do, likewise.
        link: where the code is explained; empty where nobody has said so.
    """

    code: str
    name: str
    check: str
    severity: Severity
    assignment: str
    place: Place
    what: str
    remedy: str
    link: str = ""

    @property
    def where(self) -> str:
        """How messages call the place."""
        return self.place.where

    @property
    def sentence(self) -> str:
        """The whole finding in one line."""
        return together(f"{self.where}: {self.what}", self.remedy)

    def as_json(self) -> dict[str, object]:
        """Return it as plain data; what is not known is None."""
        place = self.place
        return {
            "assignment": self.assignment,
            "code": self.code,
            "name": self.name,
            "check": self.check,
            "severity": self.severity.value,
            "path": place.path,
            "notebook": place.notebook or None,
            "cell": place.cell,
            "line": place.line,
            "item": place.item or None,
            "where": self.where,
            "what": self.what,
            "remedy": self.remedy,
            "link": self.link or None,
        }
