"""Where people of an office begin, and where the navigation leads them."""

from __future__ import annotations

import pytest

from terakoya.model.permissions import Person, Role
from terakoya.portal.office import destinations_of, start_of
from tests.made_office import person

LEARNER = (Role.LEARNER, "spring")
INSTRUCTOR = (Role.INSTRUCTOR, "spring")
MANAGER = (Role.MANAGER, "10")


def who(*roles: tuple[Role, str] | Role) -> Person:
    """Somebody with these roles, who is staff as everybody is."""
    return person(Role.STAFF, *roles, id="000001", account="000001")


@pytest.mark.parametrize(
    ("somebody", "start", "parts"),
    [
        (who(), "", []),
        (who(LEARNER), "/learning", ["/learning", "/materials"]),
        (who(INSTRUCTOR), "", ["/materials"]),
        (who(MANAGER), "/departments", ["/materials", "/departments"]),
        (who(Role.HR), "", ["/materials", "/departments", "/people"]),
        (who(Role.AUTHOR), "", ["/materials"]),
        (who(Role.ADMIN), "/accounts", ["/accounts", "/audit", "/backups"]),
        (who(LEARNER, INSTRUCTOR), "", ["/learning", "/materials"]),
        (who(LEARNER, MANAGER), "/learning", ["/learning", "/materials", "/departments"]),
        (
            who(LEARNER, Role.ADMIN),
            "/learning",
            ["/learning", "/materials", "/accounts", "/audit", "/backups"],
        ),
        (
            who(INSTRUCTOR, Role.HR, Role.ADMIN),
            "",
            ["/materials", "/departments", "/people", "/accounts", "/audit", "/backups"],
        ),
    ],
    ids=[
        *("nobody yet", "learner", "instructor", "manager", "hr", "author", "admin"),
        *("learner and instructor", "learner and manager", "learner and admin", "three"),
    ],
)
def test_everybody_begins_with_the_own_work_and_reaches_the_rest(
    somebody: Person, start: str, parts: list[str]
) -> None:
    """Each role has its first page; whoever has several reaches the others from every page."""
    assert start_of(somebody) == start
    assert {each.path for each in destinations_of() if each.is_for(somebody)} >= set(parts)
    assert not start or start in parts
