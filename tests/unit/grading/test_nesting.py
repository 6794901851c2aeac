"""Markup that a parser would need very long for is found out, whatever hides its depth."""

from __future__ import annotations

import time

import nh3
import pytest

from terakoya.grading.nesting import is_too_deep
from terakoya.grading.sanitise import sanitise

MANY = 30_000
TABLE = "<table><tbody>" + "<tr><td>1</td></tr>" * MANY + "</tbody></table>"
DEEP = {
    "not closed": "<div>" * MANY,
    "others closed": "<div></b>" * MANY,
    "closed in a comment": "<div><!--</div>-->" * MANY,
    "closed in an empty comment": ("<!-->" + "<div>" * 900 + "-->") * 3,
    "closed in a value": '<div><p title="</div>"></p>' * MANY,
    "closed in a style sheet": "<div><style></div></style>" * MANY,
    "closed in a script": "<div><script><!--<script></script></div>--></script>" * MANY,
    "closed in what is no tag": "<div><!a</div>" * MANY,
    "closed in CDATA": "<svg>" + "<g><![CDATA[</g>]]>" * MANY,
    "closed from inside a table": "<div><table></div></table>" * MANY,
    "a style sheet of a picture": ("<svg><style>" + "<div>" * 900 + "</style>") * 3,
    "in a value without signs": '<p a=b="' + "<div>" * MANY + '">',
    "self-closing": "<div/>" * MANY,
}
FLAT = {
    "table": TABLE,
    "pandas": f"<div><style scoped>.a td {{ top: 0 }}</style>{TABLE}</div>" * 2,
    "void": "<br>" * MANY,
    "list without ends": "<ul>" + "<li>a" * MANY + "</ul>",
    "lists without ends": ("<ul>" + "<li>a" * 30 + "</ul>") * 900,
    "comparison": "<p>a < b</p>" * MANY,
}


@pytest.mark.parametrize("kind", DEEP)
def test_deep_markup_is_found(kind: str) -> None:
    """It is told in time as long as the markup, and shown as text."""
    began = time.process_time()
    assert is_too_deep(DEEP[kind])
    assert sanitise(DEEP[kind]).startswith("<pre>&lt;")
    assert time.process_time() - began < 2


@pytest.mark.parametrize("kind", FLAT)
def test_flat_markup_is_read(kind: str) -> None:
    """Long is not deep."""
    assert not is_too_deep(FLAT[kind])


def test_parser_needs_long_for_deep_markup() -> None:
    """Control: twice as deep takes much more than twice as long, which is why it is asked."""

    def seconds(depth: int) -> float:
        html = "".join(f"<b id={number}>" for number in range(depth)) + "<p>x" * 50
        began = time.process_time()
        nh3.clean(html, attributes={"*": {"id"}})
        return time.process_time() - began

    assert seconds(3200) > 5 * seconds(800)
