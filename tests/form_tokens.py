"""What forms carry that a test sends without having opened their page."""

from __future__ import annotations

from terakoya.model.permissions import Person
from terakoya.portal.form_guard import COOKIE, FIELD, FormGuard

__all__ = ["BROWSER", "FORMS", "token_of"]

FORMS = FormGuard(b"k" * 32)
"""The guard of a portal whose forms a test signs."""
_BROWSER = "b" * 43
BROWSER = {COOKIE: _BROWSER}
"""The cookie of a browser that has seen a form."""


def token_of(person: Person) -> dict[str, str]:
    """Return the field of a form that this person was shown in that browser."""
    return {FIELD: FORMS.sign(_BROWSER, person)}
