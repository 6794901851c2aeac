"""The levels of a text's headings, told without nbconvert, which takes a second to load."""

from __future__ import annotations

import mistune
from bs4 import BeautifulSoup

__all__ = ["read_levels"]

_NAMES = {f"h{level}": level for level in range(1, 7)}


def read_levels(text: str) -> tuple[int, ...]:
    """Return the level, 1 to 6, of each heading with words in it, from the top.

    A ``#`` in code or in a comment of HTML makes none; nor does what is hidden.
    """
    html = str(mistune.create_markdown(escape=False, plugins=["table"])(text))
    tags = BeautifulSoup(html, "html.parser").find_all(list(_NAMES))
    return tuple(
        _NAMES[tag.name]
        for tag in tags
        if (tag.get_text().strip() or tag.find("img"))
        and not any(entry.has_attr("hidden") for entry in (tag, *tag.parents))
    )
