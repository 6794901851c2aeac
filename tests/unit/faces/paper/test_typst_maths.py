"""Formulas as they look on paper, told from their ink."""

from __future__ import annotations

import io

import pytest
import typst
from bs4 import BeautifulSoup
from bs4.element import Tag
from PIL import Image, ImageOps

from terakoya.faces.paper.typst_maths import set_formula
from terakoya.markdown import tex_to_mathml


def ink(tex: str) -> Image.Image:
    """Return a formula in black and white, white where there is ink, cut to it."""
    formula = BeautifulSoup(tex_to_mathml(tex, display=True), "html.parser").math
    assert isinstance(formula, Tag)
    page = "#set page(width: auto, height: auto)\n#{\n" + set_formula(formula) + "\n}"
    made = typst.compile(page.encode(), format="png", ppi=144)
    assert isinstance(made, bytes)
    picture = ImageOps.invert(Image.open(io.BytesIO(made)).convert("L"))
    return picture.crop(picture.getbbox())


def width(tex: str) -> int:
    """Return a formula's width in dots."""
    return ink(tex).width


@pytest.mark.parametrize(
    "tex", [r"\hat{M}", r"\vec{M}", r"\tilde{M}", r"\overline{M}", r"\underline{M}"]
)
def test_accents_stand_above_or_below_their_letter(tex: str) -> None:
    """A mark makes its letter higher, and no wider."""
    assert width(tex) <= width("M") + 2
    assert ink(tex).height > ink("M").height


@pytest.mark.parametrize("tex", [r"\underbrace{a+b+c}_{n}", r"\overbrace{a+b+c}^{n}"])
def test_braces_carry_their_note_in_the_middle(tex: str) -> None:
    """A brace is as wide as what it holds, with its note beyond it."""
    assert width(tex) <= width("a+b+c") + 8
    assert ink(tex).height > 2 * ink("a+b+c").height


@pytest.mark.parametrize(
    "tex",
    [
        r"\begin{pmatrix}a\\c\\e\\g\end{pmatrix}",
        r"\begin{bmatrix}a\\c\\e\\g\end{bmatrix}",
        r"\begin{vmatrix}a\\c\\e\\g\end{vmatrix}",
        r"\begin{cases}a\\c\\e\\g\end{cases}",
        r"\left[\frac{\frac{a}{b}}{\frac{c}{d}}\right]",
        r"\binom{n}{k}",
    ],
)
def test_brackets_are_as_high_as_what_they_hold(tex: str) -> None:
    """The leftmost ink, which is the bracket, goes from top to bottom."""
    picture = ink(tex)
    bracket = picture.crop((0, 0, 10, picture.height)).getbbox()
    assert bracket is not None
    assert bracket[3] - bracket[1] >= 0.85 * picture.height


def test_lines_are_aligned_at_their_sign() -> None:
    """Lines of `aligned` begin where their sign of equality says, not each in the middle."""
    picture = ink(r"\begin{aligned}a+a+a+a&=b\\&=b\end{aligned}")
    below = picture.crop((0, picture.height // 2 + 4, picture.width, picture.height)).getbbox()
    assert below is not None
    assert below[0] > picture.width / 2
    assert abs(below[2] - picture.width) <= 3
