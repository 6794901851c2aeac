r"""What TeX says beside a formula: its lines, their numbers and labels, and references to them.

Lines of ``align`` and its like are numbered through a whole document, as in a paper set with TeX.
Rules: https://ctan.org/pkg/amsmath (`\tag`, `\label`, `\eqref`, `\nonumber`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

__all__ = ["Equation", "Numbering", "read_equation"]

_NUMBERED = frozenset({"align", "alignat", "flalign", "eqnarray", "gather", "multline"})
_NUMBERED |= {"equation"}
_ENVIRONMENT = re.compile(r"\\begin\s*\{(?P<name>[a-z]+)(?P<star>\*?)\}(?P<body>.*)", re.DOTALL)
_COUNT = re.compile(r"\s*\{\d+\}")
_TOKEN = re.compile(
    r"\\begin\s*\{[^}]*\}|\\end\s*\{[^}]*\}|\\\\\*?(?:[ \t]*\[[^\]]*\])?|\\newline\b|\\.|[{}]",
    re.DOTALL,
)
_IN_BRACES = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
_LABEL = re.compile(rf"\\label\s*{_IN_BRACES}")
_TAG = re.compile(rf"\\tag(\*?)\s*{_IN_BRACES}")
_NO_NUMBER = re.compile(r"\\(?:nonumber|notag)(?![a-zA-Z])")
_IN_TEX = re.compile(rf"\\(eq)?ref\s*{_IN_BRACES}")
_BEGIN, _END = "\ufdd1", "\ufdd2"  # no characters of any text: Unicode keeps them for such uses
_REFERENCE = re.compile(
    rf"(?P<code><(?P<tag>code|pre)\b.*?</(?P=tag)>)"
    rf"|{_BEGIN}(?P<hex>[0-9a-f]*){_END}"
    r"|\\(?P<eq>eq)?ref\{(?P<plain>[^{}<>\\]*)\}",
    re.DOTALL,
)
_UNKNOWN = "?"


@dataclass(frozen=True)
class Equation:
    """A formula's TeX without its numbers, and the number of each line; None for a line without."""

    tex: str
    numbers: tuple[str | None, ...] = ()


class Numbering:
    """The numbers of a document's formulas, as they come, and what their labels stand for.

    Args:
        automatic: whether lines of ``align`` and its like, and what has a label, are numbered
            where no tag says how.
    """

    def __init__(self, *, automatic: bool = True) -> None:
        self._automatic, self._count = automatic, 0
        self._labels: dict[str, str] = {}

    def number(self, line: str, *, counts: bool) -> tuple[str, str | None]:
        """Return a line without what TeX says of its number, and the number as it is shown."""
        tag, label = _TAG.search(line), _LABEL.search(line)
        silent = _NO_NUMBER.search(line) is not None
        bare = _NO_NUMBER.sub("", _LABEL.sub("", _TAG.sub("", line)))
        shown: str | None = None
        if tag is not None:
            said = tag[2].replace("$", "").strip()
            shown = said if tag[1] else f"({said})"
        elif self._automatic and not silent and (counts or label is not None):
            self._count += 1
            shown = f"({self._count})"
        if label is not None and shown is not None:
            self._labels[label[1].strip()] = shown.strip("()")
        return bare, shown

    def fill(self, html: str) -> str:
        """Return HTML with each reference to a label as that label's number."""
        return _REFERENCE.sub(self._resolve, html)

    def _resolve(self, found: re.Match[str]) -> str:
        if found["code"]:
            return found["code"]
        label = found["plain"] if found["hex"] is None else bytes.fromhex(found["hex"]).decode()
        number = escape(self._labels.get(label.strip(), _UNKNOWN), quote=False)
        return f"({number})" if found["eq"] else number


def read_equation(tex: str, numbering: Numbering, *, display: bool) -> Equation:
    """Take labels, tags and numbers out of a formula; lines stand in an environment of TeX's.

    Args:
        tex: the formula without its dollar signs.
        display: whether it stands in a line of its own.
    """
    tex = _IN_TEX.sub(_mark, tex.strip())
    whole = _ENVIRONMENT.fullmatch(tex) if display else None
    if whole is not None and whole["name"] in _NUMBERED:
        closing = rf"\end{{{whole['name']}{whole['star']}}}"
        if whole["body"].endswith(closing):
            body = whole["body"].removesuffix(closing)
            columns = _COUNT.match(body) if whole["name"] == "alignat" else None
            body = body[columns.end() :] if columns else body
            return _set_lines(whole["name"], not whole["star"], body, numbering)
    lines = _lines(tex)
    if display and len(lines) > 1:
        return _set_lines("gather", False, tex, numbering)
    bare, number = numbering.number(lines[0] if lines else "", counts=False)
    return Equation(bare, (number,) if number else ())


def _set_lines(name: str, counts: bool, body: str, numbering: Numbering) -> Equation:
    lines = _lines(body)
    if name == "equation" or (name == "multline" and lines):
        bare, number = numbering.number(body if name == "equation" else lines[-1], counts=counts)
        if name == "equation":
            inner = read_equation(bare, numbering, display=True)
            return Equation(inner.tex, (number,) if number else inner.numbers)
        made = [*((line, None) for line in lines[:-1]), (bare, number)]
    else:
        made = [numbering.number(line, counts=counts) for line in lines]
    kind = "gathered" if name in ("gather", "multline") else "aligned"
    tex = r" \\ ".join(line for line, _number in made)
    numbers = tuple(number for _line, number in made)
    return Equation(rf"\begin{{{kind}}}{tex}\end{{{kind}}}", numbers if any(numbers) else ())


def _lines(body: str) -> list[str]:
    """Return what stands between the line breaks of a body, without an empty line at its end."""
    lines = [line.strip() for line in _split(body)]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _split(body: str) -> Iterator[str]:
    depth, start = 0, 0
    for token in _TOKEN.finditer(body):
        text = token[0]
        if text == "{" or text.startswith(r"\begin"):
            depth += 1
        elif text == "}" or text.startswith(r"\end"):
            depth -= 1
        elif not depth and text.startswith((r"\\", r"\newline")):
            yield body[start : token.start()]
            start = token.end()
    yield body[start:]


def _mark(found: re.Match[str]) -> str:
    marker = f"{_BEGIN}{found[2].encode().hex()}{_END}"
    return rf"\text{{({marker})}}" if found[1] else rf"\text{{{marker}}}"
