"""Formulas without a script."""

from __future__ import annotations

import pytest

from terakoya.markdown import render_markdown, set_latex, tex_to_mathml


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


@pytest.mark.parametrize(
    ("text", "formulas", "blocks"),
    [
        (r"面積は $x^2$ です", 1, 0),
        (r"$$a = b$$ と $y$", 2, 1),
        (r"$p$, $q$", 2, 0),
        ("$$u$$\n$$v$$", 2, 2),
        (r"速さ \(v\) と \[E = mc^2\]", 2, 1),
        (r"解: \begin{align} a &= b \\ c &= d \end{align}", 1, 1),
        (r"$\displaystyle \frac{1}{2}$", 1, 1),
        (r"\sum_{i=1}^n i", 1, 1),
        (r"料金は \$5 です", 0, 0),
        ("ただの言葉", 0, 0),
        ("plain words", 0, 0),
    ],
)
def test_latex_result_keeps_words_and_sets_each_formula(
    text: str, formulas: int, blocks: int
) -> None:
    """Words between formulas are words, no dollar is left over, and a lone formula is a block."""
    made = set_latex(text)
    assert (made.count("<math"), made.count('display="block"')) == (formulas, blocks)
    assert ("$" in made) == (r"\$" in text)
    for word in ("面積は", "です", "速さ", "料金は", "ただの言葉", "plain words"):
        assert (word in text) == (word in made)
        assert f"<mtext>{word}" not in made


def test_words_of_a_latex_result_stay_words() -> None:
    """No markup comes along with them."""
    assert "<script>" not in set_latex("<script>x</script> $a<b$ <b>c</b>")
