"""An assignment: its notebooks, its data with their provenance, its limits."""

from __future__ import annotations

from dataclasses import dataclass, field

from terakoya_autograde import Limits

from terakoya.model.framework import Skill
from terakoya.model.refresher import Refresher
from terakoya.model.text import Text

__all__ = ["Assignment", "DataFile", "Ignore", "Limits"]


@dataclass(frozen=True)
class DataFile:
    """One data file of an assignment, and where it comes from."""

    file: str
    description: Text
    source: str
    generator: str = ""
    seed: int | None = None
    licence: str = ""
    url: str = ""
    unit: Text | None = None


@dataclass(frozen=True)
class Ignore:
    """An author's decision that what a check finds is right as it is, and why.

    It speaks of one notebook, or of one graded cell, where these are named.
    """

    code: str
    reason: str
    notebook: str = ""
    item: str = ""


@dataclass(frozen=True)
class Assignment:
    """演習: one folder ``source/<id>/`` with one or more notebooks and their data.

    `in_kernel` are the items whose checks run in the learner's process, by their author's choice.
    """

    id: str
    title: Text
    summary: Text
    notebooks: tuple[str, ...]
    minutes: int
    skills: tuple[Skill, ...]
    data: tuple[DataFile, ...] = ()
    limits: Limits = field(default_factory=Limits)
    app: str | None = None
    refreshers: tuple[Refresher, ...] = ()
    in_kernel: tuple[str, ...] = ()
    ignores: tuple[Ignore, ...] = ()
