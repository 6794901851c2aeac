"""The language of JupyterHub's pages: asked for, remembered, or the browser's."""

from __future__ import annotations

from tornado.httputil import HTTPServerRequest

from terakoya.language import LANGUAGES, Language, accepted_language

__all__ = ["language_of_page"]


def language_of_page(request: HTTPServerRequest) -> tuple[Language, bool]:
    """Return the language, and whether the address asks for it."""
    asked = request.query_arguments.get("lang", [b""])[-1].decode("ascii", "replace")
    kept = request.cookies.get("terakoya_lang")
    for said, is_asked in ((asked, True), (kept.value if kept else "", False)):
        for language in LANGUAGES:
            if said == language:
                return language, is_asked
    accepted = accepted_language(request.headers.get("Accept-Language", ""))
    return accepted or LANGUAGES[0], False
