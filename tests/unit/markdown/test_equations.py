"""Numbers, labels and line breaks of formulas."""

from __future__ import annotations

import re

import pytest

from terakoya.markdown import Numbering, render_markdown

ALIGN = r"\begin{align} a &= b \\ c &= d \end{align}"


def texts(html: str) -> list[str]:
    """What formulas hold as words, in order: numbers, and references among them."""
    return re.findall(r"<mtext>([^<]*)</mtext>", html)


def in_document(*cells: str) -> list[str]:
    """The cells of one document as HTML, with their references filled in."""
    numbering = Numbering()
    made = [render_markdown(cell, numbering=numbering) for cell in cells]
    return [numbering.fill(html) for html in made]


def test_numbers_go_on_through_a_document() -> None:
    """From cell to cell, whatever the environment; a star, and a line that says so, has none."""
    made = in_document(
        f"$${ALIGN}$$",
        r"\begin{align} e &= f \nonumber \\ g &= h \end{align}",
        r"\begin{align*} a &= b \end{align*}",
        r"\begin{equation} k = l \end{equation}",
        r"\begin{gather} m \\ n \end{gather}",
        r"$$o = p$$",
    )
    assert [texts(html) for html in made] == [
        ["(1)", "(2)"],
        ["(3)"],
        [],
        ["(4)"],
        ["(5)", "(6)"],
        [],
    ]


def test_formulas_alone_are_numbered_only_by_their_tags() -> None:
    """As JupyterLab shows them."""
    assert texts(render_markdown(ALIGN)) == []
    assert texts(render_markdown(r"$$E = mc^2 \tag{3}$$")) == ["(3)"]
    assert texts(render_markdown(r"$$E = mc^2 \tag*{式3}$$")) == ["式3"]
    tagged = r"\begin{align} a &= b \tag{A} \\ c &= d \end{align}"
    assert texts(render_markdown(tagged)) == ["(A)"]


def test_reference_is_the_number_of_what_it_names() -> None:
    """Before it or behind it, in a formula or in a sentence; a label is never shown."""
    before, formula, _tagged = in_document(
        r"式 \eqref{later} と $\ref{later}$、`\eqref{later}`",
        r"$$E = mc^2 \label{later}$$",
        r"$$x \tag{B} \label{b}$$ 式 \eqref{b}",
    )
    assert "式 (1) と" in before
    assert texts(before) == ["1"]
    assert r"<code>\eqref{later}</code>" in before
    assert "label" not in formula
    assert texts(formula) == ["(1)"]
    assert "式 (B)" in _tagged
    assert "(?)" in in_document(r"\eqref{nowhere}")[0]


@pytest.mark.parametrize(
    "text",
    [
        r"$$a + b \\$$",
        "$$\na + b \\\\\n$$",
        r"$a + b \\$",
        r"$$\begin{align} a &= b \\ \end{align}$$",
        r"$$\begin{pmatrix} 1 & 2 \\ 3 & 4 \\ \end{pmatrix} \\$$",
        r"$$a + b \newline$$",
    ],
)
def test_line_break_at_the_end_breaks_nothing(text: str) -> None:
    """It is a formula, without an empty line below it."""
    html = render_markdown(text)
    assert "<math" in html
    assert "$" not in html
    assert "linebreak" not in html


def test_line_break_within_a_formula_makes_lines() -> None:
    """Also without an environment."""
    assert render_markdown(r"$$a \\ b$$").count("<mtr>") == 2
    assert (
        render_markdown(r"$$\begin{alignat}{2} a_{1} &= b \\ c &= d\end{alignat}$$").count("<mtr>")
        == 2
    )


def test_escaped_dollars_begin_and_end_no_formula() -> None:
    """A sum of money stays one, also at the very beginning."""
    html = render_markdown(r"\$5 と $x$ と \$6")
    assert html.count("<math") == 1
    assert "$5" in html
    assert "$6" in html


def test_box_and_colour_stay_in_the_formula() -> None:
    """As elements that pages and paper draw."""
    html = render_markdown(r"$\boxed{x}$ $\color{red} y$ $\colorbox{yellow}{z}$")
    assert 'notation="box"' in html
    assert 'mathcolor="red"' in html
    assert 'mathbackground="yellow"' in html
