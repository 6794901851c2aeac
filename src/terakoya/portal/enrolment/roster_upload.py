"""A roster that was chosen on a page: read as `terakoya cohort enrol` reads it, kept nowhere.

The page that shows what it would change carries the file itself; the form that makes the change
sends it back, and it is read once more with the same care.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from pathlib import PurePath

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from terakoya_autograde.storage import scratch_folder

from terakoya.delivery import Roster, open_roster
from terakoya.errors import UsageError
from terakoya.language import gettext as _
from terakoya.model.permissions import Action, Of
from terakoya.model.unseen import mark_unseen
from terakoya.portal.form_guard import FIELD, require_size
from terakoya.portal.page_context import PageContext, Sent
from terakoya.sheets import Choice

__all__ = ["LARGEST_ROSTER", "Upload", "read_upload", "upload_of_form"]

LARGEST_ROSTER = 2 * 2**20
"""Bytes."""
_ENDINGS = (".csv", ".txt", ".tsv", ".xlsx")


@dataclass(frozen=True)
class Upload:
    """A file that somebody chose, and how it is to be read."""

    name: str
    content: bytes = field(repr=False)
    sheet: str = ""
    hidden: bool = False

    @property
    def carried(self) -> str:
        """The file as a field of a form."""
        return base64.b64encode(self.content).decode("ascii")

    def read(self) -> Roster:
        """Read it.

        Raises:
            TerakoyaError: it is no roster, or rows are bad; every bad row is listed.
        """
        ending = PurePath(self.name).suffix.lower()
        with scratch_folder("roster") as folder:
            path = folder / f"roster{ending if ending in _ENDINGS else '.csv'}"
            path.write_bytes(self.content)
            return open_roster(path, Choice(self.sheet or None, self.hidden))


async def read_upload(request: Request, context: PageContext, cohort_id: str) -> Upload:
    """Return the file of a form of a page that this person was shown, who may change the roster.

    Raises:
        HTTPException: 403 for who may not and for another page's form, 413 for too large a one.
        UsageError: no file is chosen.
    """
    of = Of(cohort=cohort_id)
    await run_in_threadpool(context.require, request, Action.MANAGE_ENROLMENT, of)
    require_size(request, LARGEST_ROSTER + 64 * 2**10)
    async with request.form(max_files=1, max_fields=8) as form:
        person = await run_in_threadpool(context.person, request)
        context.forms.require(request, person, {FIELD: str(form.get(FIELD, ""))})
        chosen = form.get("file")
        if not isinstance(chosen, UploadFile) or not chosen.filename:
            raise UsageError(_("No file is chosen."), remedy=_("Choose a roster, CSV or xlsx."))
        name = mark_unseen(chosen.filename.replace("\\", "/").rpartition("/")[2], 100)
        content = await chosen.read()
        sheet = str(form.get("sheet", "")).strip()[:100]
        return Upload(name, content, sheet, bool(form.get("hidden")))


def upload_of_form(form: Sent) -> Upload:
    """Return the file that a form carries.

    Raises:
        HTTPException: 400, where it carries none.
    """
    try:
        content = base64.b64decode(form.one("content"), validate=True)
    except (binascii.Error, ValueError):
        raise HTTPException(400) from None
    if not content or len(content) > LARGEST_ROSTER:
        raise HTTPException(400)
    name = mark_unseen(form.one("name"), 100)
    return Upload(name, content, form.one("sheet")[:100], bool(form.one("hidden")))
