"""Formulas for Typst, from MathML.

Format: https://www.w3.org/TR/mathml-core/ and https://typst.app/docs/reference/math/. Everything is
written as calls in code, with texts as strings, so that nothing of a formula can be read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bs4.element import NavigableString, Tag

from terakoya.faces.paper.typst_text import quote

__all__ = ["set_formula", "speak_formula"]

_OPERATORS = frozenset("+−-±×÷·=≠<>≤≥≈≡∝∈∉⊂⊃∪∩→←↔⇒⇔∧∨,;:!|")
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
    displayed = element.get("display") == "block"
    block = "true" if displayed and not in_text else "false"
    body = f"math.display({_row(element)})" if displayed and in_text else _row(element)
    return f"math.equation(block: {block}, alt: {quote(speak_formula(element))}, {body})"


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
        space = "none" if text in ",;:!|" else '"relation"' if text in "=≠<>≤≥≈≡" else '"binary"'
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
    """Set a cell with the point at which its column is aligned; without one, it is centred.

    Such a cell behind aligned ones is the number of a line, and stands apart from it.
    """
    point = "$&$.body"  # the only way to write one in code
    parts = {"left": [point, _row(cell)], "right": [_row(cell), point]}
    apart = ["h(2em)"] if cell.find_previous_sibling("mtd", columnalign="left") else []
    return _join(parts.get(str(cell.get("columnalign")), [*apart, _row(cell)]))


def _fraction(element: Tag) -> str:
    if element.get("linethickness") != "0":
        return _pair(element, "frac")
    above, below = _children(element)
    return f"math.mat(delim: none, ({_set(above)},), ({_set(below)},))"


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
    "mspace": lambda _element: "h(0.3em)",
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
