"""What a cohort keeps of its course: the course may be gone before the cohort is."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from terakoya.model import KeptCourse, Text
from terakoya.records.tables import CohortRow

__all__ = ["keep_course", "read_kept", "write_kept"]


def keep_course(session: Session, cohort_id: str, course: KeptCourse) -> bool:
    """Keep what a cohort's course is now; False where that was kept already, or no such cohort."""
    row = session.get(CohortRow, cohort_id)
    if row is None or row.course == write_kept(course):
        return False
    row.course = write_kept(course)
    session.flush()
    return True


def write_kept(course: KeptCourse) -> dict[str, object]:
    """Return a kept course as JSON data; a list, as the order of an object's keys is nobody's."""
    assignments = [
        {"id": name, "ja": title.ja, "en": title.en} for name, title in course.assignments.items()
    ]
    return {"ja": course.title.ja, "en": course.title.en, "assignments": assignments}


def read_kept(data: Any) -> KeptCourse | None:
    """Return the kept course of JSON data; None where there is none, as in an older database."""
    if not data:
        return None
    titles = {entry["id"]: Text(entry["ja"], entry["en"]) for entry in data["assignments"]}
    return KeptCourse(Text(data["ja"], data["en"]), titles)
