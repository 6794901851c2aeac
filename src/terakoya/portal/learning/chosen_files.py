"""Files that a learner chose on a page, as what is handed in: one zip of them all."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from terakoya.errors import SubmissionError
from terakoya.language import gettext as _
from terakoya.portal.form_guard import FIELD, require_size
from terakoya.portal.page_context import PageContext
from terakoya.portal.proxy import require_same_site

__all__ = ["FILES_FORM", "Chosen", "pack_chosen", "read_chosen"]

FILES_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "sending": {"type": "string"},
                    },
                }
            }
        },
    }
}
"""How the form is described."""
_LARGEST = 20 * 2**20
_MOST = 100
_SENDING = re.compile(r"[\w-]{8,64}")
_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Chosen:
    """What a form brought.

    Attributes:
        files: name and content of each, in the order of choosing.
        sending: the page's own name for this hand-in: sent twice, it is the same.
    """

    files: tuple[tuple[str, bytes], ...] = field(repr=False)
    sending: str


async def read_chosen(request: Request, context: PageContext) -> Chosen:
    """Read the files of a form of a page that this person was shown.

    Raises:
        HTTPException: 403 for another page's, 400 or 413 for what is no such form.
    """
    require_same_site(request)
    require_size(request, _LARGEST)
    async with request.form(max_files=_MOST, max_fields=4) as form:
        told = {FIELD: str(form.get(FIELD, ""))}
        person = await run_in_threadpool(context.person, request)
        context.forms.require(request, person, told)
        sending = str(form.get("sending", ""))
        if not _SENDING.fullmatch(sending):
            raise HTTPException(400)
        files = [
            (each.filename or "", await each.read())
            for each in form.getlist("file")
            if isinstance(each, UploadFile)
        ]
    return Chosen(tuple(files), sending)


def pack_chosen(chosen: Chosen) -> bytes:
    """Return the files as a zip; the same ones are the same bytes.

    Raises:
        SubmissionError: nothing was chosen, or two files have one name.
    """
    names = [_base(name) for name, _content in chosen.files]
    if not any(names):
        raise SubmissionError(_("No file is chosen."), remedy=_("Choose your notebook."))
    if len(set(names)) < len(names):
        raise SubmissionError(
            _("Two of the files have the same name."), remedy=_("Choose each file once.")
        )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (_path, data) in sorted(zip(names, chosen.files, strict=True)):
            member = zipfile.ZipInfo(name, _DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
    return content.getvalue()


def _base(name: str) -> str:
    """Return a file's own name: some browsers send the folders before it."""
    return name.replace("\\", "/").rpartition("/")[2]
