"""Making HTML that a learner's code may have written safe to show."""

from __future__ import annotations

import re
from html import escape

import nh3

from terakoya.grading.drawings import is_drawing_address
from terakoya.grading.nesting import is_too_deep
from terakoya.language import gettext as _
from terakoya.markdown import MATHML_ATTRIBUTES, MATHML_TAGS

__all__ = ["sanitise", "sanitise_strictly"]

_TAGS = set(nh3.ALLOWED_TAGS) | {"section", "figure", "figcaption", "details", "summary", "main"}
_TAGS |= MATHML_TAGS
_IMAGE = re.compile(r"^data:image/(png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+$")
_ATTRIBUTES = {
    "*": {"class", "id", "title", "lang", "scope", "colspan", "rowspan", "role", "aria-label"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    **{tag: set(MATHML_ATTRIBUTES) for tag in MATHML_TAGS},
}

_PLAIN_TAGS = """p div span br hr b i em strong u s del ins sub sup small code pre kbd samp var q
    blockquote ul ol li dl dt dd table caption thead tbody tfoot tr th td colgroup col img"""
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_HEADING = re.compile(r"<(/?)h[1-6]>")
_PICTURE = re.compile(r'<img(?:\s+[a-z]+="[^"]*")*\s*>')
_ALT = re.compile(r' alt="([^"]+)"')
_CORNER = re.compile(r'<th((?: (?:col|row)span="\d+")*)>\s*</th>')  # it is a heading of nothing
_PLAIN_ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),  # else nh3 lets `title` and `lang` through everywhere
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "img": {"src", "alt", "width", "height"},
    **{tag: set(MATHML_ATTRIBUTES) for tag in MATHML_TAGS},
}


def sanitise_strictly(html: str) -> str:
    """Return `html` with nothing in it that a page could name, link to, style or take for its own.

    Texts, tables, lists, formulas and pictures that are part of it stay; a heading is a strong
    line. Every element that is opened is closed.
    """
    if is_too_deep(html):
        return f"<pre>{escape(html)}</pre>"
    cleaned = nh3.clean(
        html,
        tags={*_PLAIN_TAGS.split(), *_HEADINGS, *MATHML_TAGS},
        attributes=_PLAIN_ATTRIBUTES,
        attribute_filter=_keep,
        generic_attribute_prefixes=set(),
        url_schemes={"data"},
        link_rel=None,
    )
    cleaned = _CORNER.sub(r"<td\1></td>", _PICTURE.sub(_describe_picture, cleaned))
    return _HEADING.sub(lambda tag: "</strong></div>" if tag[1] else "<div><strong>", cleaned)


def _describe_picture(found: re.Match[str]) -> str:
    """Return a picture with words; one whose address was taken away is its words alone."""
    tag = found[0]
    if ' src="' not in tag:
        lost = _("[Picture that is not on this page: {words}]")
        return lost.format(words=words[1]) if (words := _ALT.search(tag)) else ""
    return tag if ' alt="' in tag else tag.replace("<img", f'<img alt="{escape(_("Picture"))}"', 1)


def sanitise(html: str) -> str:
    """Return `html` with plain markup only: no script, no style, nothing from another host.

    Pictures stay where they are part of the page (``data:`` PNG, JPEG, GIF); links stay where they
    lead to a place in the page. What is nested too deep to be read is shown as the text it is.
    """
    if is_too_deep(html):
        return f"<pre>{escape(html)}</pre>"
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep,
        url_schemes={"data"},
        link_rel=None,
    )


def _keep(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        return value if value.startswith("#") else None
    if attribute == "src":
        held = _IMAGE.match(value) or is_drawing_address(value)
        return value if tag == "img" and held else None
    return value
