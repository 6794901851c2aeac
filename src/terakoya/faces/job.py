"""What is built, and how it was asked for: the same for every face."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from terakoya.dates import current_date_form
from terakoya.errors import NotebookError, WorkspaceError
from terakoya.language import Language, use_language
from terakoya.language import gettext as _
from terakoya.model import Assignment
from terakoya.workspace import Workspace

__all__ = ["BuildOptions", "FaceJob"]


@dataclass(frozen=True)
class BuildOptions:
    """How a face is wanted.

    Attributes:
        solutions: whether the answers' code may be shown.
        code: whether the code of results is shown.
        language: of our own words around the content.
        sandbox: False runs the notebook's code with our own rights.
    """

    solutions: bool = False
    code: bool = False
    language: Language = "ja"
    sandbox: bool = True

    def as_line(self) -> str:
        """Return what tells one way of asking from another."""
        chosen = {name: value for name, value in asdict(self).items() if name != "sandbox"}
        with use_language(self.language):
            chosen["dates"] = current_date_form()
        return " ".join(f"{name}={value}" for name, value in sorted(chosen.items()))


@dataclass(frozen=True)
class FaceJob:
    """One assignment, the options, and the day that is written on what is made."""

    workspace: Workspace
    assignment_id: str
    options: BuildOptions
    today: date

    @cached_property
    def assignment(self) -> Assignment:
        """The assignment's manifest; errors as `Workspace.read_assignment`."""
        return self.workspace.read_assignment(self.assignment_id)

    @property
    def source(self) -> Path:
        """The folder of the instructor's version."""
        return self.workspace.source(self.assignment_id)

    def data_files(self) -> dict[str, Path]:
        """Return what the manifest lists and nothing else, by name.

        Raises:
            WorkspaceError: one of them is missing.
        """
        found = {entry.file: self.source / entry.file for entry in self.assignment.data}
        for name, path in found.items():
            if not path.is_file():
                raise WorkspaceError(
                    _("The data file is missing."),
                    where=f"source/{self.assignment_id}/{name}",
                    remedy=_("Make it again, or take it out of assignment.toml."),
                )
        return found

    def notebook_files(self) -> dict[str, Path]:
        """Return the instructor's notebooks, by file name; those that are missing are left out."""
        names = (f"{name}.ipynb" for name in self.assignment.notebooks)
        return {name: path for name in names if (path := self.source / name).is_file()}

    def read_notebook(self, name: str) -> NotebookNode:
        """Return one of the instructor's notebooks.

        Raises:
            NotebookError: it is missing or cannot be read.
        """
        where = self.place_of(name)
        try:
            text = (self.source / f"{name}.ipynb").read_text(encoding="utf-8")
            made: NotebookNode = nbformat.reads(text, as_version=4)
            return made
        except FileNotFoundError:
            remedy = _("Add it, or correct the name in assignment.toml.")
            raise NotebookError(_("The notebook is missing."), where=where, remedy=remedy) from None
        except (UnicodeDecodeError, nbformat.reader.NotJSONError, nbformat.ValidationError):
            remedy = _("Open it in JupyterLab and save it again.")
            raise NotebookError(
                _("This is not a notebook that can be read."), where=where, remedy=remedy
            ) from None

    def place_of(self, name: str) -> str:
        """Return how messages call a notebook."""
        return f"source/{self.assignment_id}/{name}.ipynb"

    def read_picture(self, name: str) -> bytes | None:
        """Return a picture of the assignment's folder; None where there is none inside it."""
        path = (self.source / name).resolve()
        inside = path.is_relative_to(self.source.resolve())
        return path.read_bytes() if inside and path.is_file() else None

    def folder_name(self, face: str) -> str:
        """Return the name of a face that is a folder."""
        return f"{self.assignment_id}-{face}"

    def file_name(self, face: str, suffix: str) -> str:
        """Return a file's name; one with answers in it cannot be mistaken for one without."""
        marks = "-answers" if self.options.solutions else ""
        marks += "-code" if self.options.code else ""
        marks += "" if self.options.language == "ja" else f".{self.options.language}"
        return f"{self.assignment_id}-{face}{marks}.{suffix}"
