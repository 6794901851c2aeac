"""All mutants of an assignment, tried in warm children: what became of each.

A job is one answer cell with some of its mutants, on the assignment's own data or on a variant. Its
notebook runs what stands before the cell and then `trying.print_trials`. Mutants that give what the
solution gives are tried again on the variants; those that do so there too are equivalent.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import nbformat
from terakoya_autograde import AssignmentVersion, Limits, WorkerError, grade_many

from terakoya.authoring.mutants.answer_items import AnswerItem
from terakoya.authoring.mutants.asking_engine import read_answer
from terakoya.authoring.mutants.frozen import Difference
from terakoya.authoring.mutants.mutant_sources import Mutant
from terakoya.authoring.subject import Subject
from terakoya.errors import NotebookError
from terakoya.language import gettext as _

__all__ = ["EQUIVALENT", "KILLED", "SURVIVED", "ItemStudy", "Lapse", "Outcome", "study_items"]

KILLED, SURVIVED, EQUIVALENT = "killed", "survived", "equivalent"
_SAME = "same"
_PARTS, _MORE = 3, 10  # parts for each processor; what an item costs beside its mutants
_IMPORT = "from terakoya.authoring.mutants.trying import print_trials as _print_trials"
_SEEDS = (1, 2, 3)
_SECONDS, _MEMORY, _OUTPUT = 1200, 4096, 16 * 1024


@dataclass(frozen=True)
class Outcome:
    """What became of one wrong answer.

    Attributes:
        kind: the operator, or how the answer was changed after it was made.
        line: of the author's cell; None where the answer was changed after it was made.
        before, after: that line, or the name that was changed.
        end: KILLED, SURVIVED or EQUIVALENT.
        difference: a value on which it differs from the solution.
        seed: of the variant on which it does; None for the assignment's own data.
    """

    kind: str
    line: int | None
    before: str
    after: str
    end: str
    difference: Difference | None = None
    seed: int | None = None


@dataclass(frozen=True)
class Lapse:
    """A right answer in another style that loses points: which name, how, and why."""

    name: str
    kind: str
    test: str
    message: str
    line: int | None = None


@dataclass(frozen=True)
class ItemStudy:
    """What became of all wrong answers to one item, and of the right ones in another style.

    Attributes:
        refused: why nothing could be tried; empty where it could.
    """

    item: AnswerItem
    outcomes: tuple[Outcome, ...] = ()
    lapses: tuple[Lapse, ...] = ()
    refused: str = ""

    def count(self, end: str) -> int:
        """Return how many came to an end."""
        return sum(one.end == end for one in self.outcomes)


@dataclass
class _Progress:
    """What is known of one item until now."""

    item: AnswerItem
    mutants: tuple[Mutant, ...]
    ends: dict[int, Outcome] = field(default_factory=dict)
    others: list[Outcome] = field(default_factory=list)
    lapses: list[Lapse] = field(default_factory=list)
    refused: str = ""


def study_items(subject: Subject, items: Sequence[AnswerItem]) -> tuple[ItemStudy, ...]:
    """Try all mutants of these items; `subject.advance` is called once for each.

    Raises:
        NotebookError: the assignment cannot be run.
    """
    known = [_Progress(item, item.mutants) for item in items]
    jobs = [(one, tuple(range(len(one.mutants))), None) for one in known]
    for one, places, result in _run(subject, [*_parts(jobs, _PARTS * (os.cpu_count() or 1))]):
        _note(one, places, result)
        for _place in places:
            subject.advance(subject.assignment.id)
    if any(entry.generator for entry in subject.assignment.data):
        _try_variants(subject, known)
    return tuple(_close(one) for one in known)


_Job = tuple[_Progress, tuple[int, ...], int | None]


def _parts(jobs: Sequence[_Job], most: int) -> Iterator[list[_Job]]:
    """Yield the jobs in parts of one notebook each, which have about as much to do."""
    whole = sum(len(places) + _MORE for _one, places, _seed in jobs)
    part: list[_Job] = []
    load = 0
    for job in jobs:
        if part and (load >= whole / most or part[-1][0].item.notebook != job[0].item.notebook):
            yield part
            part, load = [], 0
        part.append(job)
        load += len(job[1]) + _MORE
    if part:
        yield part


def _run(
    subject: Subject, parts: Sequence[list[_Job]]
) -> Iterator[tuple[_Progress, tuple[int, ...], dict[str, Any]]]:
    version = subject.version
    work = [(number, partial(_do, subject, version, part)) for number, part in enumerate(parts)]
    for number, outcome in grade_many(work, os.cpu_count() or 1):
        if isinstance(outcome, WorkerError):
            remedy = _("Run the command again.")
            raise NotebookError(str(outcome), where=subject.assignment.id, remedy=remedy)
        for (one, places, _seed), result in zip(parts[number], outcome, strict=True):
            yield one, places, result


def _do(subject: Subject, version: AssignmentVersion, part: list[_Job]) -> list[dict[str, Any]]:
    """Run a notebook up to the last answer of a part, with a stop at each; read what was printed.

    Answers of one notebook share what runs before them.
    """
    files = dict(version.files)
    sources = [nbformat.v4.new_code_cell(text) for text in part[-1][0].item.before]
    stops: list[Any] = []
    for one, places, seed in reversed(part):  # from the end, so that places stay what they are
        text = f"{_IMPORT}\n_print_trials({_wanted(one, places, seed)!r})"
        stops.insert(0, nbformat.v4.new_code_cell(text))
        sources.insert(len(one.item.before), stops[0])
    seed = part[0][2]
    if seed is not None:
        from terakoya.faces.refresher.refresher_run import generating_cell  # noqa: PLC0415

        source = subject.workspace.source(subject.assignment.id)
        cell, programs = generating_cell(subject.assignment, seed)
        files |= {name: (source / name).read_bytes() for name in programs}
        sources.insert(0, nbformat.v4.new_code_cell(cell))
    notebook = nbformat.v4.new_notebook(cells=sources)
    version.executor(notebook, files, Limits(_SECONDS, _SECONDS, _MEMORY, _OUTPUT))
    return [_read(stop) for stop in stops]


def _read(stop: Any) -> dict[str, Any]:
    found, reason = read_answer(stop)
    return {"refused": reason} if found is None else found


def _wanted(one: _Progress, places: tuple[int, ...], seed: int | None) -> dict[str, Any]:
    """Return what `trying` is told."""
    item = one.item
    first = seed is None
    return {
        "answer": item.source,
        "tests": [[name, source] for name, source in item.tests],
        "later": list(item.later) if seed is None else [],
        "names": list(item.asked),
        "asked": [[name, *item.split_after(name)] for name in item.asked],
        "in_order": item.is_ordered,
        "constants": item.constants,
        "mutants": [one.mutants[place].source for place in places],
        "wrong": first,
        "right": list(item.open_styles) if first else [],
        "messages": list(item.messages) if first else [],
        "compares_first": seed is not None,
    }


def _note(one: _Progress, places: tuple[int, ...], result: Mapping[str, Any]) -> None:
    if "refused" in result:
        one.refused = one.refused or str(result["refused"])
        return
    for place, told in zip(places, result["mutants"], strict=True):
        mutant = one.mutants[place]
        line = one.item.lines.get(mutant.line)
        one.ends[place] = _outcome(mutant.kind, line, mutant.before, mutant.after, told)
    for told in result["wrong"]:
        if told["end"] != _SAME:
            one.others.append(_outcome(told["kind"], None, told["name"], told["kind"], told))
    one.lapses += [
        Lapse(told["name"], told["kind"], told["test"], told["message"], told["line"])
        for told in result["right"]
    ]


def _outcome(
    kind: str,
    line: int | None,
    before: str,
    after: str,
    told: Mapping[str, Any],
    seed: int | None = None,
) -> Outcome:
    end = EQUIVALENT if told["end"] == _SAME else told["end"]
    difference = Difference(**told["difference"]) if "difference" in told else None
    return Outcome(kind, line, before, after, end, difference, seed)


def _try_variants(subject: Subject, known: Sequence[_Progress]) -> None:
    """Try what is alike on the assignment's own data on others."""
    for seed in _SEEDS:
        jobs: list[_Job] = []
        for one in known:
            alike = [place for place, outcome in one.ends.items() if outcome.end == EQUIVALENT]
            if alike and not one.refused:
                jobs.append((one, tuple(alike), seed))
        for one, places, result in _run(subject, [*_parts(jobs, 1)]):
            if "refused" in result:  # the tests do not fit other data, and need not
                continue
            for place, told in zip(places, result["mutants"], strict=True):
                if told["end"] != _SAME:
                    was = one.ends[place]
                    given = was.kind, was.line, was.before, was.after
                    one.ends[place] = _outcome(*given, told, seed)


def _close(one: _Progress) -> ItemStudy:
    outcomes = tuple(one.ends[place] for place in sorted(one.ends))
    return ItemStudy(one.item, (*outcomes, *one.others), tuple(one.lapses), one.refused)
