"""Formulas without a script."""

from __future__ import annotations

import pytest

from terakoya.markdown import render_markdown, tex_to_mathml


def test_formula_with_japanese_words_keeps_each_word_in_one_piece() -> None:
    """A word of a formula is read as a word, not letter by letter."""
    made = tex_to_mathml(r"高齢化率（\%）=\frac{65歳以上}{総人口}", display=True)
    assert "<mtext>高齢化率（%）</mtext>" in made
    assert "<mtext>総人口</mtext>" in made
    assert 'display="block"' in made


@pytest.mark.parametrize(
    "name", ["align", "aligned", "split", "gathered", "gather*", "eqnarray", "dcases", "alignedat"]
)
def test_lines_below_one_another_become_a_table(name: str) -> None:
    """Every environment of lines keeps them, also inside a formula, and shows no mark of TeX."""
    columns = "{2}" if name == "alignedat" else ""
    mark = "" if name.startswith("gather") else "&"
    made = tex_to_mathml(
        rf"x = \begin{{{name}}}{columns}a{mark}=b\\ c{mark}=d\end{{{name}}}", display=True
    )
    assert made.count("<mtr") == 2
    assert "&amp;" not in made


@pytest.mark.parametrize("tex", [r"\frac{1}{", r"\unknown x", "}{", r"\left("])
def test_formula_that_is_no_tex_is_shown_as_written(tex: str) -> None:
    """A mistake in a formula shows the formula, and stops nothing."""
    assert tex_to_mathml(tex, display=False) == f"<code>${tex}$</code>"


def test_formula_cannot_bring_markup_along() -> None:
    """What stands in a formula stays text."""
    for tex in (r"\text{<script>alert(1)</script>}", "<script>", r"x<b>"):
        assert "<script" not in tex_to_mathml(tex, display=False)


def test_formulas_in_markdown_become_elements() -> None:
    """Both kinds of dollar signs are understood, and money is left alone in code."""
    made = render_markdown("$x$ と\n\n$$y$$\n\n`$5`")
    assert made.count("<math") == 2
    assert "<code>$5</code>" in made
