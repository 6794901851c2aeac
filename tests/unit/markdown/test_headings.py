"""Promises of telling a heading from what only looks like one."""

from __future__ import annotations

import pytest

from terakoya.markdown import Heading, last_title, read_headings


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("見出し\n===\n本文", "見出し"),
        ("小見出し\n---", "小見出し"),
        ("# 一 **太** `x` ##", "一 太 x"),
        ("## 面積 $a_b < c$", "面積 $a_b < c$"),
        ("<h2 id='a'>設問 <em>1</em></h2>", "設問 1"),
        ("## ![図](attachment:a.png) 売上", "図 売上"),
        ("# [手引](https://example.org/)", "手引"),
        ("## A &amp; B", "A & B"),
        ("````md\n```\n# 中\n```\n````\n# 後", "後"),
        ("# 前\n```python\n# 注釈\n```", "前"),
        ("~~~\n# 注釈\n~~~", ""),
        ("```\n# 閉じない", ""),
        ("文\n\n    # 字下げ", ""),
        ("# 前\n<!--\n\n# 隠し\n\n-->", "前"),
        ("<!-- # 隠し -->", ""),
        ("$$\n# x\n= y\n$$", ""),
        ("#業務改善", ""),
        ("##", ""),
        ("| a | b |\n|--|--|\n| # | c |", ""),
        ("# 前\n\n> # 引用", "前"),
        ("# 前\n\n- # 項目", "前"),
        ("# 前\n<details><summary>ヒント</summary>\n\n### 中\n</details>", "前"),
        ("<div hidden>\n\n# 隠し\n\n</div>", ""),
        ("", ""),
    ],
)
def test_last_title_is_what_a_reader_sees(text: str, title: str) -> None:
    """Headings of every form count; a `#` in code, comments, quotes or folded text does not."""
    assert last_title(text) == title


def test_headings_keep_levels_and_those_that_are_folded_away() -> None:
    """A reader who moves by headings meets the folded ones as well."""
    text = "題\n===\n### 節\n<details>\n\n#### ヒント\n</details>"
    assert read_headings(text) == (
        Heading(1, "題"),
        Heading(3, "節"),
        Heading(4, "ヒント", aside=True),
    )
