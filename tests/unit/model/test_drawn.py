"""Promises of making Python's own words fit for people."""

from __future__ import annotations

import pytest

from terakoya.model.drawn import is_drawing_repr, plain_repr, settle_lines


@pytest.mark.parametrize(
    "text",
    [
        "<BarContainer object of 3 artists>",
        "<Axes: title={'center': 'a > b'}, xlabel='年', ylabel=\"人's\">",
        "[<matplotlib.lines.Line2D at 0x7f0000000000>]",
        "array([<Axes: >, <Axes: ylabel='a'>], dtype=object)",
        "([<matplotlib.patches.Wedge at 0x7>],\n [Text(1, -0.3, '東(1)')],\n [Text(0, 0, '60%')])",
        "(array([1., 0., 2.]), array([0. , 0.5]), <BarContainer object of 2 artists>)",
        "{'whiskers': [<matplotlib.lines.Line2D at 0x7f>], 'means': []}",
        "Text(0.5, 1.0, '人口')",
        "(<Figure size 640x480 with 1 Axes>, <Axes: >)",
    ],
)
def test_drawings_names_are_told(text: str) -> None:
    """What plotting functions return is known by its text, alone and in lists."""
    assert is_drawing_repr(text)


@pytest.mark.parametrize(
    "text",
    ["", "3", "'<b>太字</b>'", "[1, 2]", "a < b > c", "<5 人", "平均 <b>3</b>", "(0.0, 10.0)"],
)
def test_values_are_no_drawings(text: str) -> None:
    """Numbers and sentences stay, also those with angle brackets."""
    assert not is_drawing_repr(text)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("np.int64(2445)", "2445"),
        ("np.float64(-1.5e-07)", "-1.5e-07"),
        ("np.float64(nan)", "nan"),
        ("np.True_", "True"),
        ("np.str_('東')", "'東'"),
        ("{'a': np.int64(1), 'b': [np.float64(2.0), np.False_]}", "{'a': 1, 'b': [2.0, False]}"),
        ("'np.int64(1) と書く'", "'np.int64(1) と書く'"),
        ("array([1, 2])", "array([1, 2])"),
    ],
)
def test_numpy_scalars_lose_their_wrapper(text: str, plain: str) -> None:
    """A number is a number to its readers; what is quoted stays."""
    assert plain_repr(text) == plain


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("a\nb\n", "a\nb\n"),
        ("10%\r50%\r100%\nおわり", "100%\nおわり"),
        ("読み込み中\r完了", "完了"),
        ("処理中…\r", "処理中…"),
        ("a\r\nb", "a\nb"),
        ("|\b/\b-", "-"),
        ("10%\b\b\b20%\b\b\b", "20%"),
        ("\x1b[31m赤\x1b[0m\x1b[K", "赤"),
        ("\r", ""),
    ],
)
def test_lines_written_over_show_their_last_state(text: str, settled: str) -> None:
    """Progress shows how it ended, and colours of a terminal are gone."""
    assert settle_lines(text) == settled
