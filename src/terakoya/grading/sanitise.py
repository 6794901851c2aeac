"""Making HTML that a learner's code may have written safe to show."""

from __future__ import annotations

import re
from html import escape

import nh3

from terakoya.grading.nesting import is_too_deep
from terakoya.markdown import MATHML_ATTRIBUTES, MATHML_TAGS

__all__ = ["sanitise"]

_TAGS = set(nh3.ALLOWED_TAGS) | {"section", "figure", "figcaption", "details", "summary", "main"}
_TAGS |= MATHML_TAGS
_IMAGE = re.compile(r"^data:image/(png|jpeg|gif);base64,[A-Za-z0-9+/=\s]+$")
_ATTRIBUTES = {
    "*": {"class", "id", "title", "lang", "scope", "colspan", "rowspan"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    **{tag: set(MATHML_ATTRIBUTES) for tag in MATHML_TAGS},
}


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
        return value if tag == "img" and _IMAGE.match(value) else None
    return value
