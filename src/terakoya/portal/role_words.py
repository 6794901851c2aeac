"""What people are called by what they are here: the words of roles."""

from __future__ import annotations

from terakoya.language import gettext as _
from terakoya.model.permissions import Role

__all__ = ["role_words"]


def role_words(role: str) -> str:
    """Return the words of a role; its name, where this version does not know it."""
    words = _WORDS.get(role)
    return words() if words is not None else role


_WORDS = {
    Role.LEARNER.value: lambda: _("Learner"),
    Role.INSTRUCTOR.value: lambda: _("Instructor"),
    Role.MANAGER.value: lambda: _("Manager"),
    Role.HR.value: lambda: _("Human resources"),
    Role.AUTHOR.value: lambda: _("Author"),
    Role.ADMIN.value: lambda: _("Administrator"),
}
