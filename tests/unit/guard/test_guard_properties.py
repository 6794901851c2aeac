"""What holds for every text: places, masks, forms of letters, and time."""

from __future__ import annotations

import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terakoya.guard import LABELS, Kind, find_personal_data, mask
from tests.unit.guard.made_sentences import held_out, tuning

ALL = (*tuning(), *held_out())
SIGNS = """
〔氏名〕 様 さん 090 ー － 〇九〇 丁目 番地 号 @ .jp 〒
佐藤 花子 高松市 県 、 。 : ( ) ｱ ﾞ 生 昭和 年 口座 № ㈱ ㍻ 𠮷
e\u0301
"""
PIECES = st.sampled_from(
    [
        *(sentence.text for sentence in ALL[::9]),
        *SIGNS.split(),
        "\t",
        "\n",
        " ",
        "\u200b",
        "\U000e0100",
        "\x00",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=8).map("".join),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60),
    st.text(alphabet="0123456789-ー−－ 　()０９〇一二三四五六七八九@.市町番号様", max_size=60),
)
QUICK = settings(max_examples=120, deadline=None)


@QUICK
@given(TEXTS)
def test_findings_of_any_text_are_places_of_it(text: str) -> None:
    """They are in order, hold something, and do not overlap."""
    findings = find_personal_data(text)
    ends = [0, *(one.end for one in findings)]
    for before, one in zip(ends, findings, strict=False):
        assert before <= one.start < one.end <= len(text)


@QUICK
@given(TEXTS)
def test_mask_of_any_text_leaves_nothing(text: str) -> None:
    """What is masked has no findings, and stays as it is when it is masked again."""
    masked = mask(text)
    assert find_personal_data(masked) == ()
    assert mask(masked) == masked


@QUICK
@given(TEXTS)
def test_mask_keeps_what_is_not_found(text: str) -> None:
    """Around the places every letter is as it was."""
    pieces, end = [], 0
    for one in find_personal_data(text):
        pieces += [text[end : one.start], LABELS[one.kind]]
        end = one.end
    assert mask(text) == "".join([*pieces, text[end:]])


def test_names_in_a_row_before_one_are_all_masked() -> None:
    """However many: nothing of a list is left because the rounds were over."""
    text = "・".join(["松井", "田村", "中野"] * 60) + "両氏"
    masked = mask(text)
    assert "田村" not in masked
    assert find_personal_data(masked) == ()


def _wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def _kinds(text: str) -> list[Kind]:
    return [one.kind for one in find_personal_data(text)]


def test_full_width_changes_no_finding() -> None:
    """The same places are found where letters and digits are full width, one by one."""
    texts = [one.text for one in ALL[::5]]
    assert [t for t in texts if find_personal_data(_wide(t)) != find_personal_data(t)] == []


def test_decomposed_letters_change_no_kind() -> None:
    """A mark that stands apart from its letter (macOS, half-width kana) hides nothing."""
    texts = [one.text for one in ALL[::7]]
    assert [t for t in texts if _kinds(unicodedata.normalize("NFD", t)) != _kinds(t)] == []


def test_invisible_letters_hide_nothing() -> None:
    """Zero-width spaces between all letters, as pages of the web have them, change no kind."""
    texts = [one.text for one in ALL[::7]]
    assert [t for t in texts if _kinds("\u200b".join(t)) != _kinds(t)] == []


@pytest.mark.parametrize("dash", "-‐‑‒–—―−－ーｰ─")
def test_each_dash_of_japan_is_one(dash: str) -> None:
    """A phone and a マイナンバー are found whatever stands between their groups."""
    for text, kind in (("090-1234-5678", Kind.PHONE), ("1234-5678-9018", Kind.MY_NUMBER)):
        (one,) = find_personal_data(f"番号は{text.replace('-', dash)}です")
        assert (one.kind, one.start, one.end) == (kind, 3, 3 + len(text))


LONG = {
    "digits": "1234567890",
    "groups": "1234-5678-",
    "phones": "090-1234-5678 ",
    "kanji": "高松市番町山田太郎課長",
    "kana": "やまだたろうさんカナ ",
    "signs": "a@b.c(at)d.e ",
    "labels": "氏名：住所：電話：生年月日：",
    "marks": "が\u3099\u3099\u3099\u3099",
    "dates": "昭和32年7月1日～",
    "kanji digits": "〇九〇－一二三四",
    "brackets": "((((〔〔〔〔「「",
    "rows": "山田太郎\t1960/1/1\t090-1234-5678\n",
    "beside": "松井・",
    "headings": "氏名,生年月日\n",
    "columns": "氏名\t生年月日\n月見里\t1960/1/1\n",
    "surnames": "長谷川、",
    "offices": "福祉課 給付係 ",
    "quotes": '"氏名","',
    "spaces": "          ",
    "insurance": "被保険者証記号番号",
    "addresses": "東京都千代田区霞が関二丁目",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_time_grows_as_the_text_does(piece: str) -> None:
    """Eight times the text takes hardly more than eight times the work, whatever it is made of."""
    short, long = (piece * (size // len(piece)) for size in (4_000, 32_000))
    find_personal_data(short)
    assert min(_seconds(long) for _ in range(3)) < 32 * max(
        min(_seconds(short) for _ in range(3)), 0.002
    )


def _seconds(text: str) -> float:
    start = time.process_time()
    find_personal_data(text)
    return time.process_time() - start


def test_guard_is_light() -> None:
    """Importing it loads no table and no other part; nor does a text without names."""
    program = (
        "import sys; from terakoya.guard import mask; mask('pandas 3.0, 10:30');"
        "print(*[name for name in sys.modules if name.startswith(('phonenumbers', "
        "'japanese_', 'pandas',"
        " 'pydantic', 'terakoya.'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert {name for name in done.stdout.split() if not name.startswith("terakoya.guard")} == set()
