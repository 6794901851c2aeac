"""What a visitor sees while a part of the office does not answer: what happened, what to do.

The page needs nothing else: the part that has the style sheet may be the one that is away, so the
site's own sheet and script are put into it, and its policy names them by what they hold.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from functools import cache
from html import escape
from pathlib import Path

from aiohttp import web

import terakoya
from terakoya.language import LANGUAGES, Language, accepted_language, use_language
from terakoya.language import gettext as _
from terakoya.logs import get_logger
from terakoya.status_words import explain_status

__all__ = ["tell_trouble"]

_AGAIN = 5  # seconds until the page asks again by itself
_STATIC = Path(terakoya.__file__).with_name("portal") / "static"
_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – {brand}</title>
<style>{style}</style>{noscript}
</head><body><header><span class="brand">{brand}</span></header>
<main class="alone"><h1>{title}</h1><p{waiting}>{remedy}</p>
<p class="quiet">{number}</p></main>{script}</body></html>
"""
log = get_logger("front")


def tell_trouble(request: web.BaseRequest, status: int) -> web.Response:
    """Return a page for a browser that opens one, a line for everything else.

    The page looks by itself whether the part is there again; where something was sent it does not,
    as nothing may be sent twice unseen.
    """
    language, request_id = _language_of(request), secrets.token_hex(8)
    log.warning("a page of trouble", status=status, method=request.method, request_id=request_id)
    is_page = "text/html" in request.headers.get("accept", "")
    with use_language(language):
        title, _remedy = explain_status(status)
        text = _page(request, status, request_id) if is_page else f"{title}\n"
    return web.Response(
        status=status,
        text=text,
        content_type="text/html" if is_page else "text/plain",
        headers={
            "Retry-After": str(_AGAIN),
            "Cache-Control": "no-store",
            "Content-Security-Policy": _policy(),
            "Content-Language": language,
            "X-Request-ID": request_id,
        },
    )


def _page(request: web.BaseRequest, status: int, request_id: str) -> str:
    """Return the page in the language of the moment."""
    title, _remedy = explain_status(status)
    sent = request.method not in ("GET", "HEAD")
    remedy = (
        _("It is not certain that what you sent was taken. Go back and look, before sending again.")
        if sent
        else _("Wait a moment: this page asks again by itself.")
    )
    number = _("Where you ask for help, tell this: {id}").format(id=request_id)
    refresh = f'<noscript><meta http-equiv="refresh" content="{_AGAIN}"></noscript>'
    return _PAGE.format(
        language=_language_of(request),
        title=escape(title),
        remedy=escape(remedy),
        number=escape(number),
        brand=escape(_("Terakoya")),
        style=_read("portal.css"),
        noscript="" if sent else refresh,
        waiting="" if sent else f' id="waiting" data-every="{_AGAIN}" data-until="answer"',
        script="" if sent else f"<script>{_read('waiting.js')}</script>",
    )


@cache
def _read(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


@cache
def _policy() -> str:
    style, script = (_digest(_read(name)) for name in ("portal.css", "waiting.js"))
    return f"default-src 'none'; style-src {style}; script-src {script}; connect-src 'self'"


def _digest(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _language_of(request: web.BaseRequest) -> Language:
    """Return the language that the visitor has chosen on the site, else the browser's."""
    chosen = request.cookies.get("terakoya_lang", "")
    known = next((language for language in LANGUAGES if language == chosen), None)
    return known or accepted_language(request.headers.get("accept-language", "")) or LANGUAGES[0]
