"""Formulas for Typst, from MathML.

Format: https://www.w3.org/TR/mathml-core/ and https://typst.app/docs/reference/math/. Everything is
written as calls in code, with texts as strings, so that nothing of a formula can be read as markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bs4.element import NavigableString, Tag

from terakoya.faces.paper.formula_lines import LONG, breakable, pieces_of
from terakoya.faces.paper.typst_text import quote

__all__ = ["set_formula", "speak_formula"]

_OPERATORS = frozenset("+−-±×÷·=≠<>≤≥≈≡∝∈∉⊂⊃∪∩→←↔⇒⇔∧∨,;:!|")
_RELATIONS = frozenset("=≠<>≤≥≈≡")
_LARGE = frozenset("∑∏∫⋃⋂")
_OPENING, _CLOSING, _EITHER = "([{⟨⌈⌊", ")]}⟩⌉⌋", "|‖∥∣"
_LINES = frozenset("¯‾―_")
_ACCENTS = {
    "^": "\u0302",
    "~": "\u0303",
    "˙": "\u0307",
    "¨": "\u0308",
    "´": "\u0301",
    "`": "\u0300",
    "˘": "\u0306",
    "ˇ": "\u030c",
    "→": "\u20d7",
    "←": "\u20d6",
}
"""MathML's mark above a letter → the one that Typst puts there and makes as wide as its base."""
_BRACES = {"⏞": "overbrace", "⏟": "underbrace", "⎴": "overbracket", "⎵": "underbracket"}


def set_formula(element: Tag, *, in_text: bool = False) -> str:
    """Return a ``<math>`` element as an expression of Typst's code.

    Args:
        element: the formula.
        in_text: whether it stands within a line, where Typst would leave a block out.
    """
    said = quote(speak_formula(element))
    alt, row = f"alt: {said}", _row(element)
    displayed = element.get("display") == "block"
    body = f"math.display({row})" if displayed and in_text else row
    kind = "true" if displayed and not in_text else "false"
    plain = f"math.equation(block: {kind}, {alt}, {body})"
    if len(element.get_text()) <= LONG:
        return plain
    broken = breakable(element)
    pieces = [_join(list(_side_by_side(piece))) for piece in pieces_of(broken)]
    if not displayed:
        line = f"math.equation(block: false, {alt}, {_row(broken)})"
        return f"formula-in-text({plain})" if len(pieces) == 1 else line
    flowing = f"math.equation(block: false, {alt}, math.display({_row(broken)}))"
    if in_text:
        return flowing
    return f"formula({plain}, {flowing}, ({', '.join(pieces)},), {said})"


def speak_formula(element: Tag) -> str:
    """Return a formula as a line of text, for those who listen."""
    parts = [
        _speak(child) if isinstance(child, Tag) else str(child).strip()
        for child in element.children
    ]
    return " ".join(part for part in parts if part)


def _speak(element: Tag) -> str:
    said = [_speak(child) for child in _children(element)]
    if element.name in _SPOKEN:
        return _SPOKEN[element.name].format(*said)
    if element.name in _LISTED:
        return _LISTED[element.name].join(said)
    return speak_formula(element) if said else element.get_text().strip()


_SPOKEN = {
    "mfrac": "({}) / ({})",
    "msup": "{}^({})",
    "mover": "{}^({})",
    "msub": "{}_({})",
    "munder": "{}_({})",
    "msubsup": "{}_({})^({})",
    "munderover": "{}_({})^({})",
    "mroot": "({1})√({0})",
}
_LISTED = {"mtr": ", ", "mtable": "; "}


def _children(element: Tag) -> list[Tag]:
    return [child for child in element.children if isinstance(child, Tag)]


def _row(element: Tag) -> str:
    """Join what stands side by side."""
    children = _children(element)
    if not children:
        return _letters(element)
    if children[0].get("form") == "prefix":  # TeX's \left … \right
        return f"math.lr({_join([_in_fences(child) for child in children])})"
    return _join(list(_side_by_side(children)))


def _side_by_side(children: list[Tag]) -> Iterator[str]:
    """Set each child; brackets around something high become as high as it is."""
    index = 0
    while index < len(children):
        inside = children[index + 1] if index + 1 < len(children) else None
        if _is_bracket(children[index], _OPENING) and inside is not None and _is_high(inside):
            end = children[index + 2 : index + 3]
            closing = [_bracket(mark, "closing") for mark in end if _is_bracket(mark, _CLOSING)]
            parts = [_bracket(children[index], "opening"), _set(inside), *closing]
            yield f"math.lr({_join(parts)})"
            index += len(parts)
        else:
            yield _set(children[index])
            index += 1


def _is_high(element: Tag) -> bool:
    return element.name == "mtable" or element.get("linethickness") == "0"


def _is_bracket(element: Tag, kinds: str) -> bool:
    text = element.get_text().strip()
    return element.name == "mo" and bool(text) and text in kinds + _EITHER


def _in_fences(element: Tag) -> str:
    """Set a part of what stands between ``\\left`` and ``\\right``, which grow with it."""
    if element.name != "mo" or element.get("fence") != "true" or element.get("minsize"):
        return _set(element)
    kinds = {"prefix": "opening", "postfix": "closing"}
    return _bracket(element, kinds.get(str(element.get("form")), ""))


def _bracket(element: Tag, kind: str) -> str:
    text = element.get_text().strip()
    if not text:
        return ""
    # Typst stretches symbols, and never texts
    sign = f"symbol({quote(text)})" if len(text) == 1 else quote(text)
    return f"math.class({quote(kind)}, {sign})" if kind else f"math.mid({sign})"


def _join(parts: list[str]) -> str:
    return "{ " + "; ".join(part for part in parts if part) + " }" if parts else "[]"


def _letters(element: Tag) -> str:
    text = element.get_text()
    return f"text({quote(text)})" if text.strip() else "[]"


def _set(element: Tag | NavigableString) -> str:
    if not isinstance(element, Tag):
        return ""
    handler = _HANDLERS.get(element.name)
    return handler(element) if handler else _row(element)


def _operator(element: Tag) -> str:
    text = element.get_text().strip()
    if text in _LARGE:
        return f"math.op(limits: true, text(1.4em, {quote(text)}))"
    if text in _OPERATORS:
        space = "none" if text in ",;:!|" else '"relation"' if text in _RELATIONS else '"binary"'
        return f"math.class({space}, {quote(text)})" if space != "none" else f"text({quote(text)})"
    if text in _OPENING or text in _CLOSING:
        kind = "opening" if text in _OPENING else "closing"
        return f'math.class("{kind}", {quote(text)})'
    return f"text({quote(text)})" if text else ""


def _attach(
    base: Tag, *, below: Tag | None = None, above: Tag | None = None, limits: bool = False
) -> str:
    """Set marks at a base: at its corners or, as limits, right above and below."""
    body = _set(base) or "[]"
    parts = [f"math.limits({body})" if limits else body]
    parts += [f"b: {_set(below)}"] if below is not None else []
    parts += [f"t: {_set(above)}"] if above is not None else []
    return f"math.attach({', '.join(parts)})"


def _over(element: Tag) -> str:
    base, mark = _children(element)
    text = mark.get_text().strip()
    if text in _LINES:
        return f"math.overline({_set(base)})"
    if text in _ACCENTS and mark.name == "mo":
        return f"math.accent({_set(base)}, {quote(_ACCENTS[text])})"
    return _braced(base, mark) or _attach(base, above=mark, limits=True)


def _under(element: Tag) -> str:
    base, mark = _children(element)
    if mark.get_text().strip() in _LINES:
        return f"math.underline({_set(base)})"
    return _braced(base, mark) or _attach(base, below=mark, limits=True)


def _braced(base: Tag, mark: Tag) -> str:
    """Set a brace above or below, or a note at such a brace; empty where it is neither."""
    name = _BRACES.get(mark.get_text().strip())
    if name is not None:
        return f"math.{name}({_set(base)})"
    inner = _children(base) if base.name in {"mover", "munder"} else []
    name = _BRACES.get(inner[1].get_text().strip()) if len(inner) == 2 else None
    return f"math.{name}({_set(inner[0])}, {_set(mark)})" if name else ""


def _matrix(element: Tag) -> str:
    """Set a table; columns that meet at a sign of equality touch."""
    rows = [
        "(" + " ".join(f"{_aligned(cell)}," for cell in _children(row)) + ")"
        for row in _children(element)
    ]
    cells = element.find_all("mtd")
    gap = ", column-gap: 0em" if any(cell.get("columnalign") == "right" for cell in cells) else ""
    return f"math.mat(delim: none{gap}, {', '.join(rows)})"


def _aligned(cell: Tag) -> str:
    """Set a cell with the point at which its column is aligned; without one, it is centred."""
    point = "$&$.body"  # the only way to write one in code
    parts = {"left": [point, _row(cell)], "right": [_row(cell), point]}
    return _join(parts.get(str(cell.get("columnalign")), [_row(cell)]))


def _fraction(element: Tag) -> str:
    if element.get("linethickness") != "0":
        return _pair(element, "frac")
    above, below = _children(element)
    return f"math.mat(delim: none, ({_set(above)},), ({_set(below)},))"


def _space(element: Tag) -> str:
    width = re.fullmatch(r"(-?\d*\.?\d+)em", str(element.get("width", "")))
    return f"h({width[1]}em)" if width else "h(0.3em)"


def _enclosed(element: Tag) -> str:
    """Set what is in a box, or struck out."""
    body = _row(element)
    kind = str(element.get("notation", ""))
    if "box" in kind:
        return _boxed(body, "stroke: 0.6pt")
    crosses = {"updiagonalstrike": "", "downdiagonalstrike": ", inverted: true"}
    found = next((more for name, more in crosses.items() if name in kind), None)
    return body if found is None else f"math.cancel({body}{found})"


def _boxed(body: str, look: str) -> str:
    inner = f'math.equation(block: false, alt: " ", math.display({body}))'
    return f"box({look}, inset: 0.35em, {inner})"


def _styled(element: Tag) -> str:
    """Set in another colour, or in the size of a formula with a line of its own."""
    body = _row(element)
    ink, ground = (_colour(element.get(name)) for name in ("mathcolor", "mathbackground"))
    if ink:
        body = f"text(fill: {ink}, {body})"
    if ground:
        body = _boxed(body, f"fill: {ground}")
    size = {"true": "display", "false": "inline"}.get(str(element.get("displaystyle")))
    return f"math.{size}({body})" if size else body


def _colour(said: object) -> str:
    """Return a colour of TeX's or of the web as Typst has it; empty for one that nobody knows."""
    if not said:
        return ""
    from matplotlib.colors import to_hex  # noqa: PLC0415 - formulas with colours are rare

    try:
        return f"rgb({quote(to_hex(str(said).strip().lower()))})"
    except ValueError:
        return ""


def _pair(element: Tag, name: str) -> str:
    first, second = _children(element)
    return f"math.{name}({_set(first) or '[]'}, {_set(second) or '[]'})"


def _attached(element: Tag, names: tuple[str, ...], *, limits: bool = False) -> str:
    base, *marks = _children(element)
    return _attach(base, limits=limits, **dict(zip(names, marks, strict=True)))


_HANDLERS: dict[str, Callable[[Tag], str]] = {
    "mi": lambda element: (
        f"math.italic({quote(element.get_text())})"
        if len(element.get_text()) == 1 and element.get_text().isascii()
        else f"math.upright({quote(element.get_text())})"
    ),
    "mn": lambda element: f"math.upright({quote(element.get_text())})",
    "mtext": lambda element: f"text({quote(element.get_text())})",
    "mo": _operator,
    "mspace": _space,
    "menclose": _enclosed,
    "mstyle": _styled,
    "mpadded": _styled,
    "mfrac": _fraction,
    "msqrt": lambda element: f"math.sqrt({_row(element)})",
    "mroot": lambda element: "math.root({1}, {0})".format(
        *(_set(child) for child in _children(element))
    ),
    "msup": lambda element: _attached(element, ("above",)),
    "msub": lambda element: _attached(element, ("below",)),
    "msubsup": lambda element: _attached(element, ("below", "above")),
    "mover": _over,
    "munder": _under,
    "munderover": lambda element: _attached(element, ("below", "above"), limits=True),
    "mtable": _matrix,
}
