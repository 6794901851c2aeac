"""Formulas: TeX, as notebooks write it, to MathML, which browsers show and read out themselves.

MathML Core is in Chromium, Edge, Firefox and Safari: no script, font or other host is needed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert_to_element

from terakoya.markdown.equations import Numbering, read_equation

__all__ = ["MATHML_ATTRIBUTES", "MATHML_TAGS", "set_formulas", "set_latex"]
__all__ += ["tex_to_mathml"]

_TAGS = """math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot
    mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover"""
MATHML_TAGS = frozenset(re.findall(r"\w+", _TAGS))
"""What a formula is made of; a sanitiser lets these through."""
_ATTRIBUTES = """display displaystyle stretchy fence form mathvariant lspace rspace columnalign
    accent accentunder linethickness width mathcolor mathbackground notation"""
MATHML_ATTRIBUTES = frozenset(re.findall(r"\w+", _ATTRIBUTES))
_WORD = re.compile(r"[^\x00-\u036f\u0370-\u03ff\u2000-\u2bff\U0001d400-\U0001d7ff]")
_IN_HTML = re.compile(r"\$\$(?P<block>[^$<>]+)\$\$|\$(?P<line>[^$<>]+)\$")
_FORMULA = re.compile(
    r"(?<!\\)(?:"
    r"\$\$(?P<block>(?:[^$\\]|\\.)+)\$\$"
    r"|\$(?P<line>(?:[^$\\]|\\.)+)\$"
    r"|\\\[(?P<bracket>(?:[^\\]|\\(?![\[\]]))+)\\\]"
    r"|\\\((?P<paren>(?:[^\\]|\\(?![()]))+)\\\)"
    r"|(?P<whole>\\begin\s*\{(?P<name>[a-z]+\*?)\}.+?\\end\s*\{(?P=name)\})"
    r")",
    re.DOTALL,
)
"""A formula in the text of a LaTeX result, between any of the marks that MathJax knows."""
_BLOCKS = ("block", "bracket", "whole")
_UNKNOWN = re.compile(r"^\\")
_ALIGNED = re.compile(
    r"\\(begin|end)\s*\{(?:aligned|alignedat\*?|alignat\*?|eqnarray\*?)\}(?:\s*\{\d+\})?(?:\[[tbc]\])?"
)
_GATHERED = re.compile(r"\\(begin|end)\s*\{(?:gathered|gather\*?|mult(?:line)\*?)\}(?:\[[tbc]\])?")
_CASES = re.compile(r"\\(begin|end)\s*\{dcases\*?\}")


def tex_to_mathml(tex: str, *, display: bool, numbering: Numbering | None = None) -> str:
    """Return the formula as a ``<math>`` element; what is no TeX is shown as it was written.

    Args:
        tex: the formula without its dollar signs.
        display: whether it stands in a line of its own.
        numbering: of the document; without it only tags are shown, and references stand alone.
    """
    if numbering is None:
        alone = Numbering(automatic=False)
        return alone.fill(tex_to_mathml(tex, display=display, numbering=alone))
    equation = read_equation(tex, numbering, display=display)
    try:
        root = convert_to_element(
            _in_known_environments(equation.tex), display="block" if display else "inline"
        )
    except Exception:  # noqa: BLE001 - the converter raises whatever a formula makes it stumble over
        return _as_written(tex, display=display)
    for element in root.iter():
        element.text = html.unescape(element.text) if element.text else element.text
    if any(_UNKNOWN.match(entry.text or "") for entry in root.iter()):
        return _as_written(tex, display=display)
    for element in root.iter():
        _join_words(element)
    _put_numbers(root, equation.numbers)
    return ET.tostring(root, encoding="unicode")


def _put_numbers(root: ET.Element, numbers: Sequence[str | None]) -> None:
    """Put the number of each line behind it, at some distance."""
    table = root.find("./mrow/mtable")
    lines = table.findall("mtr") if table is not None and len(numbers) > 1 else []
    places = [ET.SubElement(line, "mtd") for line in lines] or list(root)[:1]
    for place, number in zip(places, numbers, strict=False):
        if number is not None:
            ET.SubElement(place, "mspace", width="2em")
            ET.SubElement(place, "mtext").text = number


def set_formulas(fragment: str) -> str:
    """Return an HTML fragment with the formulas in its text, between dollar signs, as elements."""
    return _IN_HTML.sub(
        lambda found: tex_to_mathml(
            html.unescape(found["block"] or found["line"]), display=found["block"] is not None
        ),
        fragment,
    )


def set_latex(text: str, numbering: Numbering | None = None) -> str:
    """Return a LaTeX result (``text/latex``) as an HTML fragment: words as text, each formula set.

    A result that is one formula stands in a line of its own, also one without any mark.

    Args:
        numbering: of the document's formulas, as for `tex_to_mathml`.
    """
    text = text.strip()

    def set_one(tex: str, *, display: bool) -> str:
        return tex_to_mathml(tex, display=display, numbering=numbering)

    found = list(_FORMULA.finditer(text))
    if not found:
        return set_one(text, display=True) if _holds_tex(text) else _set_words(text)
    if found[0].span() == (0, len(text)):
        return set_one(_formula_of(found[0]), display=True)
    pieces, end = [], 0
    for each in found:
        display = any(each[name] is not None for name in _BLOCKS)
        pieces += [
            _set_words(text[end : each.start()]),
            set_one(_formula_of(each), display=display),
        ]
        end = each.end()
    return "".join([*pieces, _set_words(text[end:])])


def _formula_of(found: re.Match[str]) -> str:
    return next(found[name] for name in (*_BLOCKS, "line", "paren") if found[name] is not None)


def _holds_tex(text: str) -> bool:
    """Tell whether a text without any mark is a formula: words alone are words."""
    return bool(re.search(r"[\\^_=+<>]", text)) and _WORD.search(text) is None


def _set_words(text: str) -> str:
    return html.escape(text.replace(r"\$", "$"), quote=False)


def _in_known_environments(tex: str) -> str:
    """Write environments that the converter does not know in those that it does."""
    tex = _ALIGNED.sub(r"\\\1{align*}", tex)
    tex = _CASES.sub(r"\\\1{cases}", tex)
    return _GATHERED.sub(
        lambda found: r"\begin{array}{c}" if found[1] == "begin" else r"\end{array}", tex
    )


def _as_written(tex: str, *, display: bool) -> str:
    sign = "$$" if display else "$"
    return f"<code>{html.escape(sign + tex + sign)}</code>"


def _join_words(row: ET.Element) -> None:
    """Make one word of letters that are no variables: the converter gives each its own element."""
    before: ET.Element | None = None
    for child in list(row):
        text = child.text or ""
        in_word = before is not None and before.tag == "mtext"
        if child.tag == "mi" and (_is_word(text) or (in_word and text == "%")):
            child.tag = "mtext"
            if before is not None and in_word:
                before.text = (before.text or "") + text
                row.remove(child)
                continue
        before = child


def _is_word(text: str) -> bool:
    return _WORD.match(text) is not None
