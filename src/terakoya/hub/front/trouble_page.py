"""What a visitor sees while a part of the office does not answer: what happened, what to do."""

from __future__ import annotations

from html import escape

from aiohttp import web

from terakoya.language import LANGUAGES, Language, accepted_language, use_language
from terakoya.language import gettext as _

__all__ = ["tell_trouble"]

_AGAIN = 5  # seconds until the page asks again by itself
_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="{again}"><title>{title} – {brand}</title>
<style>
body {{ font-family: system-ui, sans-serif; line-height: 1.7; color: #1b1b1f; background: #fff;
  max-width: 40rem; margin: 4rem auto; padding: 0 1rem }}
@media (prefers-color-scheme: dark) {{ body {{ color: #eee; background: #16161a }} }}
</style></head>
<body><main><h1>{title}</h1><p>{remedy}</p></main></body></html>
"""


def tell_trouble(request: web.BaseRequest, status: int) -> web.Response:
    """Return a page for a browser that opens one, a line for everything else."""
    language = _language_of(request)
    with use_language(language):
        title = _("This part of the site does not answer just now.")
        remedy = _("Wait a moment: this page asks again by itself.")
        is_page = "text/html" in request.headers.get("accept", "")
        page = _PAGE.format(
            language=language,
            again=_AGAIN,
            title=escape(title),
            remedy=escape(remedy),
            brand=escape(_("Terakoya")),
        )
    return web.Response(
        status=status,
        text=page if is_page else title + "\n",
        content_type="text/html" if is_page else "text/plain",
        headers={
            "Retry-After": str(_AGAIN),
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Content-Language": language,
        },
    )


def _language_of(request: web.BaseRequest) -> Language:
    """Return the language that the visitor has chosen on the site, else the browser's."""
    chosen = request.cookies.get("terakoya_lang", "")
    known = next((language for language in LANGUAGES if language == chosen), None)
    return known or accepted_language(request.headers.get("accept-language", "")) or LANGUAGES[0]
