"""Promises of telling what is folded away."""

from __future__ import annotations

import pytest

from terakoya.markdown import is_only_folded, without_folded

FOLD = "<details open><summary>ヒント</summary>\n\n中\n\n</details>"


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        (f"前 {FOLD} 後", "前  後"),
        (f"前 <DETAILS>外 {FOLD} 外</DETAILS> 後", "前  後"),
        ("前 <details>終わらない", "前 "),
        ("`<details>` と書く", "`<details>` と書く"),
        ("```html\n<details>\n```\n後", "```html\n<details>\n```\n後"),
        ("</details> 後", "</details> 後"),
        ("なし", "なし"),
    ],
)
def test_folded_text_is_taken_out(text: str, rest: str) -> None:
    """Only what a browser would fold away goes, one inside another too."""
    assert without_folded(text) == rest


def test_only_folded_text_may_have_a_heading() -> None:
    """A heading above a hint is part of the hint; a sentence is not."""
    assert is_only_folded(f"### ヒント\n\n{FOLD}\n\n{FOLD}")
    assert not is_only_folded(f"考えてみましょう。\n\n{FOLD}")
    assert not is_only_folded("## 題")
