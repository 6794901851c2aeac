"""Tables as JupyterLab reads them: whatever their form, all get one that the parser knows.

The bars at both ends of a line may be left out, and a table may stand in a list or a quotation. A
row may have fewer cells than the head, or more, which are left out. JupyterLab sets formulas aside
before it looks for cells, so a bar in ``$|x|$`` ends none.

Format: https://github.github.com/gfm/#tables-extension-
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["bring_bars_back", "fill_rows"]

_BAR_ASIDE = "\ufdd0"  # no character of any text: Unicode keeps it for uses like this

_FORMULA = re.compile(
    r"(?<![\\$])(\${1,2})(?![\s$])(?:[^$\n\\]|\\.)*?(?<!\s)\1(?![\d$])"
    r"|\\\\\((?:[^\\\n]|\\(?!\\\)))*\\\\\)"
)
"""A formula in a line; a sum of money is none: no space inside, no digit behind."""
_BAR = re.compile(r"(?<!\\)\|")
_AROUND = re.compile(r"[ \t>]*")
"""What stands before a line in a quotation or a list."""
_MARKER = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_BLOCK = re.compile(r"(?:#{1,6}\s|>|`{3}|~{3}|<|(?:[-*+]|\d{1,9}[.)])\s|(?:[-*_][ \t]*){3,}$)")
"""How a line begins that ends a table; so does an empty one."""
_CODE = 4  # columns before a line that is code
_FARTHEST = 200  # lines above, among which a list's beginning is looked for


def fill_rows(text: str) -> str:
    """Return a Markdown text with as many cells in each row of a table as its head has.

    Missing cells are empty, as in JupyterLab. What is made of it has to be given to
    `bring_bars_back`.
    """
    text = text.replace(_BAR_ASIDE, "")
    if "|" not in text:
        return text
    lines, made, place = text.split("\n"), [], 0
    while place < len(lines):
        end = _end_of_code(lines, place)
        if end == place:
            end = _end_of_table(lines, place)
            made += _fill(lines[place:end])
        else:
            made += lines[place:end]
        if end == place:
            made.append(lines[place])
            end += 1
        place = end
    return "\n".join(made)


def bring_bars_back(text: str) -> str:
    """Return a text with the bars of formulas, which `fill_rows` has set aside."""
    return text.replace(_BAR_ASIDE, "|")


def _end_of_code(lines: Sequence[str], place: int) -> int:
    """Return where fenced code ends that begins here; the place itself where none does."""
    fence = _FENCE.match(lines[place])
    if fence is None:
        return place
    for end in range(place + 1, len(lines)):
        closing = _FENCE.match(lines[end])
        if closing and closing[1].startswith(fence[1]) and not lines[end][closing.end() :].strip():
            return end + 1
    return len(lines)


def _end_of_table(lines: Sequence[str], place: int) -> int:
    """Return where a table ends that begins here; the place itself where none does."""
    if place + 1 >= len(lines) or "|" not in lines[place] or "|" not in lines[place + 1]:
        return place
    head, rule = _split(lines[place], marker=True), _split(lines[place + 1])
    same = head[0].count(">") == rule[0].count(">")
    if not same or _RULE.fullmatch(rule[1]) is None or _is_code(lines, place):
        return place
    if len(_cells(head[1])) != len(_cells(rule[1])):
        return place
    end = place + 2
    while end < len(lines):
        before, row = _split(lines[end])
        if not row.strip() or before.count(">") != rule[0].count(">") or _BLOCK.match(row):
            break
        end += 1
    return end


def _is_code(lines: Sequence[str], place: int) -> bool:
    """Tell whether a line is code by its place: behind four columns, but for a list's own."""
    column = len(_split(lines[place])[0].expandtabs(_CODE))
    if column < _CODE or ">" in lines[place][:column]:
        return False
    for above in reversed(lines[max(0, place - _FARTHEST) : place]):
        if marker := _MARKER.match(above):
            inside = len(marker[0].expandtabs(_CODE))
            if inside <= column:
                return column - inside >= _CODE
        elif above.strip() and not above[0].isspace():
            return True
    return True


def _fill(lines: Sequence[str]) -> list[str]:
    """Return a table's lines with bars at both ends and as many cells as its head has."""
    width = len(_cells(_split(lines[0], marker=True)[1])) if lines else 0
    made = []
    for number, line in enumerate(lines):
        before, row = _split(line, marker=number == 0)
        cells = _cells(row)[:width]
        filled = [*cells, *[" "] * (width - len(cells))]
        made.append(f"{before}|{'|'.join(filled)}|")
    return made


def _split(line: str, *, marker: bool = False) -> tuple[str, str]:
    """Return what stands before a line's own text, and that."""
    found = (_MARKER.match(line) if marker else None) or _AROUND.match(line)
    end = found.end() if found else 0
    return line[:end], line[end:]


def _cells(row: str) -> list[str]:
    row = _FORMULA.sub(lambda found: found[0].replace("|", _BAR_ASIDE), row.strip())
    parts = _BAR.split(row)
    if parts and not parts[0].strip():
        del parts[0]
    if parts and not parts[-1].strip():
        del parts[-1]
    return parts
