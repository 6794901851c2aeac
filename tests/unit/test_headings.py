"""Headings are found whatever they are called, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from terakoya.delivery.roster import COLUMNS, read_wording
from terakoya.sheets import heading_key

WORDING = read_wording()
PAIRS = [(word, heading) for heading, words in WORDING.others.items() for word in words]


@pytest.mark.parametrize(("word", "heading"), PAIRS)
def test_other_word_means_its_heading(word: str, heading: str) -> None:
    """Each word of the table means its heading, also in full width, in parts and with a remark."""
    spread = "\n".join(word)
    for text in (word, f" {spread}　", f"{word}（必須）", f"※{word}"):
        assert WORDING.meaning(text, COLUMNS) == heading


def test_table_of_words_is_about_the_columns_and_says_each_word_once() -> None:
    """No word is under two headings, and none is a heading itself."""
    assert set(WORDING.others) == set(COLUMNS)
    keys = [heading_key(word) for word, _heading in PAIRS]
    assert len(set(keys)) == len(keys)
    assert not set(keys) & {heading_key(column) for column in COLUMNS}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "番号",
            "No.",
            "個人番号",
            "マイナンバー",
            "フリガナ",
            "氏名（フリガナ）",
            "氏名カナ",
            "氏名（旧姓）",
        ),
        *(
            "所属長",
            "所属コード名",
            "旧所属",
            "職種",
            "電話番号",
            "備考",
            "氏名/所属",
            "職員番号・氏名",
            "",
        ),
        *("メール（上司）", "(必須)"),
    ],
)
def test_word_with_another_meaning_is_no_heading(text: str) -> None:
    """A running number, a reading and My Number must never become somebody's staff number."""
    assert WORDING.meaning(text, COLUMNS) is None


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("職名/役職", "職位"),
        ("役職・職名", "職位"),
        ("職員番号（5桁）", "職員番号"),
        ("Ｅ－ｍａｉｌ", "メール"),
        ("氏名（漢字）", "氏名"),
        ("職名（役職）", "職位"),
        ("氏名\nName", "氏名"),
        ("メールアドレス E-mail", "メール"),
    ],
)
def test_two_words_and_remarks(text: str, heading: str) -> None:
    """Two words for one column, and remarks in brackets, as forms have them."""
    assert WORDING.meaning(text, COLUMNS) == heading
