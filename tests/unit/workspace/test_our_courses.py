"""The courses that come with Terakoya: what they name is there, and their plans add up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from terakoya.workspace import Workspace, find_labs

LABS = Workspace(find_labs())
PLANS = ("教室で行う日", "自習で進める場合")
PLANNED = [name for name in LABS.course_ids if name != "data-practice"]  # the oldest has no plan


def read_syllabus(course: str) -> str:
    """The text that people read."""
    path: Path = LABS.root / "courses" / course / "syllabus.md"
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("course", LABS.course_ids)
def test_course_names_only_what_is_there(course: str) -> None:
    """Its labs and what comes before it: all are here, have their time, and are in the syllabus."""
    found = LABS.read_course(course)
    labs = [LABS.read_assignment(name) for name in found.assignments]
    assert {*found.prerequisites} <= {*LABS.course_ids}
    assert sum(lab.minutes for lab in labs) <= found.minutes
    for lab in labs:
        assert f"`{lab.id}`" in read_syllabus(course)
    for name in found.prerequisites:
        assert LABS.read_course(name).title.ja in read_syllabus(course)


@pytest.mark.parametrize("course", PLANNED)
@pytest.mark.parametrize("plan", PLANS)
def test_plan_of_a_course_takes_the_minutes_of_the_course(course: str, plan: str) -> None:
    """The steps of a classroom day, and of self-study, add up to what course.toml says."""
    (part,) = re.findall(rf"^## {plan}\n(.*?)(?=^## )", read_syllabus(course), re.M | re.S)
    minutes = [int(number) for number in re.findall(r"^\| ([0-9]+) \|", part, re.M)]
    assert len(minutes) >= 4
    assert sum(minutes) == LABS.read_course(course).minutes
