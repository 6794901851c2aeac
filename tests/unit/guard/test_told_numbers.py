"""A number without a form of its own is what the nearest word before it calls it."""

from __future__ import annotations

import pytest

from terakoya.guard import find_personal_data

CASES = [
    ("被保険者番号に誤りがあり、正しい番号は{}です", "insurance-number", "12345678"),
    ("保険証の番号を聞いたところ、少しして{}とのこと", "insurance-number", "12345678"),
    ("{}（これが保険証の番号）", "insurance-number", "12345678"),
    ("ヒホケンシャバンゴウ {}", "insurance-number", "12345678"),
    ("被 保 険 者 番 号　{}", "insurance-number", "12345678"),
    ("Insured person's number is {}.", "insurance-number", "12345678"),
    ("基礎年金番号について、本人の申し出では{}であった", "basic-pension-number", "1234567890"),
    ("基礎年金番号がわかりました。{}です。", "basic-pension-number", "1234-567890"),
    ("基 礎 年 金 番 号　{}", "basic-pension-number", "1234567890"),
    ("{} ← 年金番号", "basic-pension-number", "1234567890"),
    ("基礎年金番号又は個人番号　{}", "basic-pension-number", "1234567890"),
    ("年金番号は{}の方", "basic-pension-number", "1234・567890"),
    ("Her basic pension number is {}", "basic-pension-number", "1234-567890"),
]
NEARER = [
    "被保険者番号は空欄、受付番号は12345678です",
    "保険証の番号を記入する欄の様式コード12345678",
    "被保険者番号は省略し、請求額は12345678円",
    "保険者番号 12345678",
    "基礎年金番号の欄が空欄でした（受付番号1234567890）",
    "基礎年金番号がわかりました。受付番号1234567890です。",
    "年金番号を確認。文書番号 1234-567890",
    "基礎年金番号は10桁、問い合わせは整理番号1234567890へ",
]


@pytest.mark.parametrize(("template", "kind", "number"), CASES)
def test_word_tells_however_far_it_is(template: str, kind: str, number: str) -> None:
    """Far before, in the sentence before, after, spread over a form, in kana, in English."""
    text = template.format(number)
    found = [(one.kind.value, text[one.start : one.end]) for one in find_personal_data(text)]
    assert found == [(kind, number)]


@pytest.mark.parametrize("text", NEARER)
def test_nearer_word_wins(text: str) -> None:
    """The control: the same number, called something else right before."""
    assert find_personal_data(text) == ()
