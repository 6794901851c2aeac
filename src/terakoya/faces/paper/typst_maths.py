"""Formulas for Typst, from MathML.

Format: https://www.w3.org/TR/mathml-core/ and https://typst.app/docs/reference/math/. Everything is
written as calls in code, with texts as strings, so that nothing of a formula can be read as markup.
"""

from __future__ import annotations

from collections.abc import Callable

from bs4.element import NavigableString, Tag

from terakoya.faces.paper.typst_text import quote

__all__ = ["set_formula", "speak_formula"]

_OPERATORS = frozenset("+−-±×÷·=≠<>≤≥≈≡∝∈∉⊂⊃∪∩→←↔⇒⇔∧∨,;:!|")
_LARGE = frozenset("∑∏∫⋃⋂")
_OPENING, _CLOSING = "([{⟨⌈⌊", ")]}⟩⌉⌋"


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
    return _join([_set(child) for child in children]) if children else _letters(element)


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


def _attach(base: Tag, *, below: Tag | None = None, above: Tag | None = None) -> str:
    parts = [_set(base) or "[]"]
    parts += [f"b: {_set(below)}"] if below is not None else []
    parts += [f"t: {_set(above)}"] if above is not None else []
    return f"math.attach({', '.join(parts)})"


def _over(element: Tag) -> str:
    base, mark = _children(element)
    if mark.get_text().strip() in "¯‾_":
        return f"math.overline({_set(base)})"
    return _attach(base, above=mark)


def _matrix(element: Tag) -> str:
    rows = [
        "(" + " ".join(f"{_row(cell)}," for cell in _children(row)) + ")"
        for row in _children(element)
    ]
    return f"math.mat(delim: none, {', '.join(rows)})"


def _pair(element: Tag, name: str) -> str:
    first, second = _children(element)
    return f"math.{name}({_set(first) or '[]'}, {_set(second) or '[]'})"


def _attached(element: Tag, names: tuple[str, ...]) -> str:
    base, *marks = _children(element)
    return _attach(base, **dict(zip(names, marks, strict=True)))


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
    "mfrac": lambda element: _pair(element, "frac"),
    "msqrt": lambda element: f"math.sqrt({_row(element)})",
    "mroot": lambda element: "math.root({1}, {0})".format(
        *(_set(child) for child in _children(element))
    ),
    "msup": lambda element: _attached(element, ("above",)),
    "msub": lambda element: _attached(element, ("below",)),
    "msubsup": lambda element: _attached(element, ("below", "above")),
    "mover": _over,
    "munder": lambda element: _attached(element, ("below",)),
    "munderover": lambda element: _attached(element, ("below", "above")),
    "mtable": _matrix,
}
