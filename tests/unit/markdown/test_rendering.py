"""Markdown cells as HTML."""

from __future__ import annotations

import re

import pytest

from terakoya.markdown import join_japanese_lines, render_markdown


def test_lines_of_japanese_are_joined_without_a_space() -> None:
    """A line break in Japanese text is no gap; in English it stays one."""
    assert "よく聞く。けれども" in render_markdown("よく聞く。\nけれども")
    assert "one\ntwo" in render_markdown("one\ntwo")
    assert join_japanese_lines("<b>町</b>\n<i>a</i>") == "<b>町</b>\n<i>a</i>"


def test_lines_of_code_are_kept() -> None:
    """Code keeps its lines, whatever is written in them."""
    assert "町\n人" in render_markdown("```\n町\n人\n```")


def test_tables_lists_and_folded_hints_are_understood() -> None:
    """What notebooks use is there: tables, lists, HTML of the author's."""
    made = render_markdown(
        "| a |\n|---|\n| 1 |\n\n- x\n\n<details><summary>h</summary>\n\n**b**\n\n</details>"
    )
    for part in ("<td>1</td>", "<li>x</li>", "<summary>h</summary>", "<strong>b</strong>"):
        assert part in made


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("- [ ] 未\n- [x] 済", "<li>☐ 未</li>\n<li>☑ 済</li>"),
        ("- [ ] 未\n\n- [x] 済", "<li><p>☐ 未</p>\n</li>\n<li><p>☑ 済</p>\n</li>"),
    ],
)
def test_tasks_have_boxes_that_are_no_controls(text: str, made: str) -> None:
    """A control that does nothing, and has no name, would only be in the way."""
    assert made in render_markdown(text)


@pytest.mark.parametrize("row", ["| 1 |", "  | 1 |  ", "| 1 | |", "| 1 \\| 2 |"])
def test_row_with_fewer_cells_is_in_the_table(row: str) -> None:
    """As in JupyterLab: the table does not fall apart into bars."""
    made = render_markdown(f"前\n\n| a | b |\n|---|---|\n{row}\n| 3 | 4 |\n\n後")
    assert [made.count(part) for part in ("<tr>", "<td>", "<td></td>", "| 1")] == [3, 4, 1, 0]


def test_table_in_code_is_left_alone() -> None:
    """What is shown as it is written stays so."""
    code = "```\n| a | b |\n|---|---|\n| 1 |\n```"
    assert "| 1 |\n</code>" in render_markdown(code)


def test_attached_picture_is_put_inside() -> None:
    """A picture pasted into a cell stands in the page itself."""
    made = render_markdown("![図](attachment:a.png)", {"a.png": {"image/png": "QUJD"}})
    assert 'src="data:image/png;base64,QUJD"' in made


def test_pasted_picture_is_found_by_a_japanese_name() -> None:
    """Markdown percent-encodes an address; a picture that was lost keeps its address."""
    pasted = {"図.png": {"image/png": "QQ=="}}
    assert 'src="data:image/png;base64,QQ=="' in render_markdown("![a](attachment:図.png)", pasted)
    assert 'src="attachment:b.png"' in render_markdown("![a](attachment:b.png)", pasted)


@pytest.mark.parametrize(
    ("row", "cells", "formulas"),
    [
        (r"| 縦棒 $|x|$ の式 | 絶対値 |", ["縦棒", "絶対値"], 1),
        (r"| $P(A|B)$ | 条件つき |", ["math", "条件つき"], 1),
        (r"| $\|v\|$ | ノルム |", ["math", "ノルム"], 1),
        (r"| $$\frac{|a|}{|b|}$$ | 比 |", ["math", "比"], 1),
        (r"| $5 | $6 |", ["$5", "$6"], 0),
        (r"| a \| b | c |", ["a | b", "c"], 0),
        (r"| 余分 | な | 欄 | が | ある |", ["余分", "な"], 0),
        (r"| `$a` と $|b|$ | c |", ["$a", "c"], 1),
    ],
)
def test_table_has_two_cells_a_row_whatever_is_in_them(
    row: str, cells: list[str], formulas: int
) -> None:
    """Bars in formulas end no cell, sums of money are no formulas, surplus cells are left out."""
    made = render_markdown(f"| 式 | 意味 |\n|---|---|\n{row}\n")
    found = re.findall(r"<td[^>]*>(.*?)</td>", made, re.DOTALL)
    assert len(found) == 2, made
    assert all(part in cell for part, cell in zip(cells, found, strict=True)), made
    assert made.count("<math") == formulas
    assert "\ufdd0" not in made


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a | b | c\n---|---|---\n1 | 2\n", [3, 3]),
        ("| a | b |\n|---|---|\n| \\\\(|x|\\\\) | 2 |\n", [2, 2]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n文\n", [2, 2, 2]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n# 次\n", [2, 2]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n- 次\n", [2, 2]),
        ("- | a | b |\n  |---|---|\n  | 1 | 2 |\n", [2, 2]),
        ("1. x\n   - y\n\n     | a | b |\n     |---|---|\n     | 1 | 2 |\n", [2, 2]),
        ("| | b |\n|---|---|\n| | 2 |\n", [2, 2]),
        ("    a | b\n    ---|---\n    1 | 2\n", []),
        ("- x\n\n      | a | b |\n      |---|---|\n      | 1 | 2 |\n", []),
        ("```\na | b\n---|---\n1 | 2\n```\n", []),
        ("| a |\n|---|---|\n| 1 | 2 |\n", []),
        ("a | b\n---\n", []),
    ],
)
def test_table_is_one_where_jupyterlab_has_one(text: str, cells: list[int]) -> None:
    """With or without bars at the ends, in lists and quotations; code and headings are none."""
    rows = re.findall(r"<tr>(.*?)</tr>", render_markdown(text), re.DOTALL)
    assert [len(re.findall(r"<t[dh]\b", row)) for row in rows] == cells
