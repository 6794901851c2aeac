"""What stands in for a result where nobody draws it, told from what readers are meant to see.

Libraries send a result in several kinds at once, and some of them only say that the right program
is missing: ``<folium.folium.Map at 0x7f>``, “trust the notebook”, a loading sign.
None of that is for readers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

__all__ = [
    "WIDGET_VIEW",
    "has_controls",
    "is_only_setup",
    "is_progress",
    "is_readable",
    "is_waiting",
]
__all__ += ["is_told", "needs_more", "only_waits", "runs", "shows_something"]

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_RUNS = re.compile(
    r"<\s*(?:script|iframe|object|embed|audio|video|canvas|[a-z]\w*-[\w-]*)\b"
    r"|<[^>]*\son[a-z]+\s*=\s*[\"']",
    re.IGNORECASE,
)
"""What a page has to run or play; a name with a hyphen is an element of somebody's own script."""
_CONTROLS = re.compile(r"<\s*(?:input|button|select|textarea)\b", re.IGNORECASE)
_SETUP = re.compile(
    r"<!--.*?-->|<(script|style|template)\b.*?</\1\s*>|<(?:link|meta|base)\b[^>]*>",
    re.DOTALL | re.IGNORECASE,
)
_OBJECT = re.compile(r"<[A-Za-z_][^<>]*>(?:\s|$)|.*\(\.\.\.\)$|.*, (?:\.\.\.|…)\)$")
_BAR = re.compile(r"\s*(?:.*?:)?\s*\d+%\|.*\||\s*\d+it \[|\[[*= ]*>?[ -]*\] \d+/\d+")
_BAR_WIDGET = re.compile(r"(?:HBox\(children=\(.*)?(?:Int|Float)Progress\(")
_TAG = re.compile(r"<[^>]*>")
_WAITS = re.compile(
    r"\s*(?:loading\b.*(?:\.\.\.|…)\s*(?:\([^()]*\)\s*)?|.*\btrust(?:ed)?\b.*)", re.I | re.DOTALL
)
"""What is on a page until a script takes it away; nobody prints a word on trusting notebooks."""
_SEEN = re.compile(
    r"<\s*(?:img|svg|hr|audio|video|canvas|input|progress|meter|math|button|iframe)\b",
    re.IGNORECASE,
)
_MOST_WAITING = 200
_LINK = re.compile(r"<a\b[^>]*>", re.IGNORECASE)
_REMARK = re.compile(r"<!--.*?-->|/\*.*?\*/", re.DOTALL)
_LOADED = re.compile(
    r"<\s*(?:script|link|iframe|img|source|video|audio)\b[^>]*\b(?:src|href)\s*=\s*[\"']?(?:https?:)?//"
    r"|\b(?:import|from)\b\s*\(?\s*[\"']https?:"
    r"|[\"'](?:https?:)?//(?:[\w.-]+/[^\"'\s]*\.(?:m?js|css)\b|(?:cdn|esm|unpkg|tiles?)\.)",
    re.IGNORECASE,
)
"""What a page or a script loads from another host; a name of a format is no such thing."""
_MODULE = re.compile(r"<script\b[^>]*\btype\s*=\s*[\"']module|\bimport\(", re.IGNORECASE)
_WHOLE_PROGRAM = 200_000
"""Characters, from which a script brings its program: what it names may never be loaded."""
_ONLY_BAR = re.compile(r"(?:\s|<progress\b[^>]*>|</progress\s*>)+", re.IGNORECASE)


def is_told(data: Mapping[str, object]) -> bool:
    """Tell whether a result's plain text tells readers what its other kinds show, or is all it has.

    Beside a program's own kind (``application/vnd.…``) it is only what Python calls the object.
    """
    if "text/plain" not in data:
        return False
    own = any(kind.startswith("application/vnd.") for kind in data)
    return len(data) == 1 or (not own and is_readable(_text(data["text/plain"])))


def is_readable(text: str) -> bool:
    """Tell whether a result's plain text is meant for readers, beside a kind that is not shown.

    The name of an object is not, nor one whose inside was left out, nor what a script is given.
    """
    if text.lstrip().startswith("{"):
        return False
    lines = text.strip().splitlines()
    named = _OBJECT.match(lines[0]) if lines else None
    return bool(lines) and (named is None or _tells_more(lines, named))


def _tells_more(lines: list[str], named: re.Match[str]) -> bool:
    """Tell whether an object's name heads a description, as xarray's does."""
    return lines[0].startswith("<") and named.end() < len(lines[0].rstrip())


def runs(html: str) -> bool:
    """Tell whether HTML holds what has to run or to play."""
    return _RUNS.search(html) is not None


def has_controls(html: str) -> bool:
    """Tell whether HTML holds what has to be operated."""
    return _CONTROLS.search(html) is not None


def is_only_setup(data: Mapping[str, object]) -> bool:
    """Tell whether a result only prepares a page: scripts without a place of their own."""
    if "text/html" in data:
        left = _SETUP.sub("", _text(data["text/html"]))
        return not runs(left) and only_waits(left)
    kinds = {kind for kind in data if kind != "text/plain"}
    return bool(kinds) and all("javascript" in kind or "bokehjs" in kind for kind in kinds)


def only_waits(html: str) -> bool:
    """Tell whether HTML without scripts says nothing, or only that something is to come."""
    return not _said(html) or is_waiting(html)


def is_waiting(html: str) -> bool:
    """Tell whether all that HTML says is that something is to come."""
    text = _said(html)
    return 0 < len(text) < _MOST_WAITING and _WAITS.fullmatch(text) is not None


def shows_something(html: str) -> bool:
    """Tell whether HTML without scripts shows anything but that something is to come.

    A style alone shows what else is on the page in another way.
    """
    if _SEEN.search(html):
        return True
    return not is_waiting(html) if _said(html) else "<style" in html


def _said(html: str) -> str:
    return " ".join(unescape(_TAG.sub(" ", _SETUP.sub("", html))).split())


def needs_more(code: str) -> bool:
    """Tell whether HTML or a script asks for more than it brings.

    It loads a script, a style or a picture from another host, or it is a module, which imports from
    addresses that our pages do not allow.
    """
    if _MODULE.search(code):
        return True
    if len(code) > _WHOLE_PROGRAM:
        return False
    return _LOADED.search(_LINK.sub("", _REMARK.sub("", unescape(code)))) is not None


def is_progress(data: Mapping[str, object]) -> bool:
    """Tell whether a result is how far a program was: news for who waits, and for nobody else."""
    plain = _text(data.get("text/plain", ""))
    if WIDGET_VIEW in data and _BAR_WIDGET.match(plain):
        return True
    only_bar = _ONLY_BAR.fullmatch(_text(data.get("text/html", "")))
    return bool(only_bar) or (_BAR.match(plain) is not None and bool({WIDGET_VIEW} & set(data)))


def _text(value: object) -> str:
    return "".join(value) if isinstance(value, list) else str(value)
