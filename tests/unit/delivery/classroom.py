"""A tiny workspace with two assignments, a cohort of four, and ways to make what they hand in."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from terakoya.delivery import (
    CollectReport,
    CollectRequest,
    SubmissionStore,
    collect,
)
from terakoya.model import Cohort, Learner, Tier
from terakoya.records import Database
from terakoya.workspace import Workspace

NOW = datetime(2027, 4, 20, 1, 0, tzinfo=UTC)
NOTEBOOKS = {
    "alpha": {"one": ("a-1", "a-2"), "two": ("b-1", "b-2")},
    "beta": {"one": ("c-1", "c-2"), "three": ("d-1",)},
}
LEARNERS = tuple(
    Learner(number, name, "010100", "総務課", "主任", Tier.GENERAL, f"s{number}@city.example.jp")
    for number, name in (
        ("00101", "髙橋 一郎"),
        ("00102", "山﨑 花子"),
        ("00103", "田中 誠"),
        ("00104", "田中 誠"),
    )
)


def make_notebook(*grade_ids: str, answer: str = "1", **changes: Any) -> dict[str, Any]:
    """Return a notebook of format 4.5 with one graded cell for each id."""
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{index}",
            "metadata": {"nbgrader": {"grade_id": grade_id, "grade": True, "points": 1}},
            "source": f"answer = {answer}",
            "outputs": [],
            "execution_count": None,
        }
        for index, grade_id in enumerate(grade_ids)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells} | changes


def notebook_bytes(*grade_ids: str, answer: str = "1", **changes: Any) -> bytes:
    """Return `make_notebook` as the bytes of a file."""
    return json.dumps(make_notebook(*grade_ids, answer=answer, **changes)).encode()


def write_workspace(root: Path) -> Workspace:
    """Write a workspace with the course `lab` of the assignments `alpha` and `beta`."""
    (root / "nbgrader_config.py").parent.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\n")
    for name, notebooks in NOTEBOOKS.items():
        folder = root / "source" / name
        folder.mkdir(parents=True)
        lines = [f'id = "{name}"', f"notebooks = {json.dumps(list(notebooks))}", "minutes = 10"]
        lines += ['skills = ["data"]', '[title]\nja = "演習"\nen = "Lab"']
        lines += ['[summary]\nja = "概要"\nen = "Summary"\n']
        (folder / "assignment.toml").write_text("\n".join(lines), encoding="utf-8")
        for notebook, grade_ids in notebooks.items():
            (folder / f"{notebook}.ipynb").write_bytes(notebook_bytes(*grade_ids))
    course = root / "courses" / "lab"
    course.mkdir(parents=True)
    lines = ['id = "lab"', 'tier = "general"', 'skills = ["data"]', 'phase = "practise"']
    lines += [
        "minutes = 20",
        'assignments = ["alpha", "beta"]',
        '[title]\nja = "講座"\nen = "Lab"\n',
    ]
    (course / "course.toml").write_text("\n".join(lines), encoding="utf-8")
    return Workspace(root)


@dataclass(frozen=True)
class Classroom:
    """A workspace with an open database and a cohort; `collect` collects into it."""

    workspace: Workspace
    database: Database
    cohort: Cohort = field(default_factory=lambda: Cohort("spring", "lab", "春の研修"))

    @property
    def store(self) -> SubmissionStore:
        """The store of the workspace."""
        return SubmissionStore.of(self.workspace)

    def collect(self, source: Path | None, now: datetime = NOW, **rest: Any) -> CollectReport:
        """Collect from `source`, or from the exchange."""
        request = CollectRequest(self.cohort, source, **rest)
        return collect(self.database, self.store, self.workspace, request, now)
