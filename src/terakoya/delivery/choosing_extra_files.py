"""What is handed in beside notebooks: whose it is, what of it is kept, and why the rest is not.

A file belongs to the notebooks in its own folder, or in the nearest folder above: there their code
finds it. What is kept has a place beside the assignment's own files, as the engine says.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from terakoya_autograde import (
    MOST_EXTRA_BYTES,
    AssignmentError,
    NoPlace,
    data_files,
    is_file_name,
    load_config,
    place_files,
)

from terakoya.delivery.entries import Entry
from terakoya.delivery.limits import Budget
from terakoya.errors import SubmissionError
from terakoya.model.left_out import LeftOut, WhyLeftOut
from terakoya.records import StoredFile
from terakoya.workspace import Workspace

__all__ = [
    "MOST_FILES",
    "Chosen",
    "Keeping",
    "Lying",
    "choose_extra_files",
    "given_files",
    "keep_before",
]

MOST_FILES = 200
"""Of one submission, beside its notebooks; as many as a learner's zip may hold."""
_LONGEST = 255  # characters of a name, as the database has them
_MOST_LOOKED_AT = 1000  # names of one submission; what lies behind them is too much anyway
_STAMP = "timestamp.txt"  # nbgrader's own, written anew beside every submission

_TOO_MUCH: tuple[bytes, WhyLeftOut | None] = (b"", WhyLeftOut.LARGE)

Submission = tuple[str, str, str]
"""Learner, assignment, attempt."""


@dataclass(frozen=True)
class Lying:
    """A file of a source, and where it lies: from the person's `root`, its folders and name.

    Attributes:
        submission: of a notebook, the one that it is part of.
        uncounted: its name without a count that a system may have put into it; empty if none.
    """

    entry: Entry
    learner_id: str
    root: tuple[str, ...]
    place: tuple[str, ...]
    submission: Submission | None = None
    uncounted: str = ""


@dataclass(frozen=True)
class Keeping:
    """What files are kept with; contents pass through one by one.

    Attributes:
        given: an assignment's own files, by its id.
        text_of: the notebooks of a submission, as they came.
        put: keeps a content.
        budget: what may be read in all.
    """

    given: Callable[[str], Mapping[str, Path]]
    text_of: Callable[[Submission], bytes]
    put: Callable[[bytes], StoredFile]
    budget: Budget


@dataclass(frozen=True)
class Chosen:
    """What is kept, by submission and name; what is left out of one; what belongs to none."""

    kept: dict[Submission, dict[str, tuple[Entry, StoredFile]]] = field(default_factory=dict)
    left: dict[Submission, list[LeftOut]] = field(default_factory=dict)
    apart: tuple[LeftOut, ...] = ()


def given_files(workspace: Workspace, assignment_id: str) -> Mapping[str, Path]:
    """Return the files that an assignment gives to every submission, by name."""
    config = workspace.root / "nbgrader_config.py"
    try:
        settings = load_config(config if config.exists() else None)
    except AssignmentError:
        settings = load_config(None)  # grading says what is wrong with it
    return data_files(workspace.source(assignment_id), settings)


def choose_extra_files(
    notebooks: Iterable[Lying], others: Iterable[Lying], keeping: Keeping
) -> Chosen:
    """Keep what has a place of the other files, each with its submission; say what is left out.

    Args:
        notebooks: those that were taken.
        others: all other files whose owner is known.
    """
    homes: dict[tuple[str, ...], set[Submission]] = defaultdict(set)
    for each in notebooks:
        if each.submission is not None:
            homes[_folder(each, len(each.place) - 1)].add(each.submission)
    lying: dict[Submission, dict[str, list[Entry]]] = {}
    apart = []
    for each in others:
        owners, name = _find_home(homes, each)
        for owner in owners:
            text = keeping.text_of(owner) if each.uncounted else b""
            meant = _name_meant(name, each.uncounted, text)
            lying.setdefault(owner, {}).setdefault(meant, []).append(each.entry)
        if not owners:
            apart.append(LeftOut(each.entry.name, WhyLeftOut.APART))
    chosen = Chosen(apart=tuple(apart))
    for owner, files in lying.items():
        chosen.kept[owner], chosen.left[owner] = _choose(files, owner, keeping)
    return chosen


def keep_before(
    before: Mapping[str, int], now: Mapping[str, int]
) -> tuple[tuple[str, ...], tuple[LeftOut, ...]]:
    """Say which files of an earlier hand-in still have a place with those of a new one.

    Args:
        before: name → bytes of what the new hand-in lacks.
        now: name → bytes of what it has.
    """
    notebooks = {name for name in before if name.endswith(".ipynb")}
    extra = {name: size for name, size in now.items() if not name.endswith(".ipynb")}
    placed = place_files(before.keys() - notebooks, extra)
    count, total, kept, left = len(extra), sum(extra.values()), sorted(notebooks), []
    for name in sorted(placed):
        count, total = count + 1, total + before[name]
        if placed[name] is not None:
            left.append(LeftOut(name, WhyLeftOut.OWN))
        elif count > MOST_FILES or total > MOST_EXTRA_BYTES:
            left.append(LeftOut(name, WhyLeftOut.LARGE))
        else:
            kept.append(name)
    return tuple(kept), tuple(left)


def _folder(each: Lying, depth: int) -> tuple[str, ...]:
    return (each.learner_id, *each.root, "/", *each.place[:depth])


def _find_home(
    homes: Mapping[tuple[str, ...], set[Submission]], each: Lying
) -> tuple[Sequence[Submission], str]:
    """Return the submissions that a file belongs to, and its name there."""
    for depth in range(len(each.place) - 1, -1, -1):
        if owners := homes.get(_folder(each, depth)):
            return sorted(owners), "/".join(each.place[depth:])
    return (), ""


def _name_meant(name: str, uncounted: str, text: bytes) -> str:
    """Return the name by which a notebook speaks of a file whose own may have got a count."""
    if not uncounted or _speaks_of(text, name) or not _speaks_of(text, uncounted):
        return name
    return uncounted


def _speaks_of(text: bytes, name: str) -> bool:
    stem = name.partition(".")[0]
    return stem.encode() in text or json.dumps(stem)[1:-1].encode() in text


def _choose(
    files: Mapping[str, Sequence[Entry]], owner: Submission, keeping: Keeping
) -> tuple[dict[str, tuple[Entry, StoredFile]], list[LeftOut]]:
    ours = keeping.given(owner[1])
    names = {name for name in files if name != _STAMP}
    usable = sorted(name for name in names if len(name) <= _LONGEST and is_file_name(name))
    left = [LeftOut(name[:_LONGEST], WhyLeftOut.NAME) for name in sorted(names.difference(usable))]
    left += [LeftOut(name, WhyLeftOut.LARGE) for name in usable[_MOST_LOOKED_AT:]]
    kept: dict[str, tuple[Entry, StoredFile]] = {}
    total = 0
    for name, why in place_files(usable[:_MOST_LOOKED_AT], ours).items():
        content, trouble = _TOO_MUCH
        if len(kept) < MOST_FILES:
            content, trouble = _read(files[name], keeping.budget)
        if why is NoPlace.OURS and name in ours and content == ours[name].read_bytes():
            continue  # as it was given: nobody misses it
        if why is not None or trouble is not None:
            left.append(LeftOut(name, WhyLeftOut(why) if why else trouble or WhyLeftOut.LARGE))
        elif total + len(content) > MOST_EXTRA_BYTES:
            left.append(LeftOut(name, WhyLeftOut.LARGE))
        else:
            total += len(content)
            kept[name] = (files[name][0], keeping.put(content))
    return kept, left


def _read(entries: Sequence[Entry], budget: Budget) -> tuple[bytes, WhyLeftOut | None]:
    """Return a file's content, or why there is none."""
    try:
        contents = {entry.read(budget) for entry in entries}
    except SubmissionError:
        return b"", WhyLeftOut.UNREADABLE
    return (contents.pop(), None) if len(contents) == 1 else (b"", WhyLeftOut.TWICE)
