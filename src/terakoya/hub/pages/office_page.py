"""What every page of JupyterHub shows: the reader's language, our headers, our words for refusals.

It stands before JupyterHub's own handlers in the list of classes, so what they do stays theirs.
"""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from jupyterhub.handlers.base import BaseHandler
from tornado.web import HTTPError

from terakoya.hub.login.page_language import language_of_page
from terakoya.language import translations, use_language
from terakoya.status_words import explain_status

__all__ = ["OfficePage"]

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LABELS = {"ja": "日本語", "en": "English"}


class OfficePage(BaseHandler):  # type: ignore[misc]
    """A page of JupyterHub as people of the office see it.

    Attributes:
        office_language: the reader's.
        request_id: by which a refusal is found in the log.
    """

    def set_default_headers(self) -> None:
        """Say in which language the answer is, and what browsers are to refuse; also of errors."""
        super().set_default_headers()
        self.office_language, self._is_asked = language_of_page(self.request)
        self.request_id = secrets.token_hex(8)
        for name, value in _HEADERS.items():
            self.set_header(name, value)
        self.set_header("Content-Language", self.office_language)
        self.set_header("X-Request-ID", self.request_id)

    def prepare(self) -> Any:
        """Remember the language that the address asks for."""
        if self._is_asked:
            cookie: SimpleCookie = SimpleCookie({"terakoya_lang": self.office_language})
            cookie["terakoya_lang"].update({"path": self.base_url, "samesite": "Lax"})
            self.add_header("Set-Cookie", cookie["terakoya_lang"].OutputString())
        return super().prepare()

    def render_template(self, name: str, sync: bool = False, **values: Any) -> Any:
        """Render a page as JupyterHub does for all but its form of logging in, with our words."""
        status = int(values.get("status_code", self.get_status()))
        return BaseHandler.render_template(self, name, sync, **self._around(status), **values)

    async def show(self, template: str, status: int = 200, **values: Any) -> None:
        """Answer with a page."""
        self.set_status(status)
        self.finish(await self.render_template(template, **values))

    def next_page(self) -> str:
        """Return the page that somebody was on the way to, if it is one of this site."""
        try:
            found: str = self._validate_next_url(self.get_argument("next", default=""))
        except HTTPError:  # no text: a page that says so is shown, too
            return ""
        return found or ""

    def _around(self, status: int) -> dict[str, Any]:
        """Return what stands around a page's own values."""
        language = self.office_language
        with use_language(language):
            title, remedy = explain_status(status)
        return {
            "_": translations(language).gettext,
            "language": language,
            "switch": self._switch(),
            "next_page": self.next_page(),
            "title": title,
            "remedy": remedy,
            "request_id": self.request_id,
        }

    def _switch(self) -> dict[str, str]:
        """Return where the link to the other language leads: the same page."""
        other = "en" if self.office_language == "ja" else "ja"
        known = self.request.query_arguments.items()
        kept = {name: values[-1] for name, values in known if name not in ("lang", "_xsrf")}
        query = urlencode({**kept, "lang": other})
        return {"language": other, "label": _LABELS[other], "href": f"?{query}"}
