"""What a cohort's pages tell of its course."""

from __future__ import annotations

from pathlib import Path

from terakoya.model import Cohort
from terakoya.workspace import copy_labs, make_workspace
from terakoya.workspace.cohort_course import course_of


def test_course_of_a_cohort_names_its_minutes_and_what_comes_before(tmp_path: Path) -> None:
    """A course before it is called by its title, one that is not there by its id."""
    workspace = make_workspace(tmp_path / "city")
    copy_labs(workspace)
    path = workspace.root / "courses" / "genai-first-steps" / "course.toml"
    more = 'prerequisites = ["gone", "digital-basics"]'
    text = path.read_text(encoding="utf-8").replace('prerequisites = ["digital-basics"]', more)
    path.write_text(text, encoding="utf-8")
    found = course_of(workspace, Cohort("r8-a", "genai-first-steps", "A班"))
    assert found.minutes == 150
    assert [title.en for title in found.prerequisites] == [
        "gone",
        "Understanding DX, Data and Generative AI",
    ]


def test_course_that_is_gone_tells_no_minutes(tmp_path: Path) -> None:
    """Nothing is made up for a course whose manifest is not there."""
    found = course_of(make_workspace(tmp_path / "city"), Cohort("r8-a", "gone", "A班"))
    assert (found.minutes, found.prerequisites) == (None, ())
