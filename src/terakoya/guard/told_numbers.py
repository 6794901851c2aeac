"""What kind of number a text tells: the nearest word before it that calls a number something.

被保険者番号に誤りがあり、正しくは… tells an insured person's number, however far it is;
基礎年金番号が空欄（受付番号…） tells the number of a paper, as that word is the nearer one.
"""

from __future__ import annotations

import re

from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.labels_before import CODE_WORDS, find_after, spread
from terakoya.guard.text_folding import MASKED

__all__ = ["is_told_another", "told_kind", "told_kind_after"]


_SAID = r"(?:番号|(?i:no)\b\.?|ナンバー|バンゴウ)"
_PENSION = (
    rf"{spread('基礎年金番号')}|基礎年金|(?:年金|ねんきん|ネンキン)(?:手帳|"
    rf"証書)?の?(?:記号・?)?{_SAID}|"
    r"年金手帳|年金証書|基礎番号|基礎(?=\))|"
    r"(?i:(?:basic[ _]|national[ _])?pension[ _](?:insurance[ _])?(?:number|no\b\.?)|"
    r"nenkin (?:number|no\b\.?))"
)
_CARD = (
    r"被保険者証?(?:等|票)?|被保(?:険)?者?|(?:健康|介護)?保険証|資格確認書|受給者証?|受療証|"
    r"医療証|雇用保険|"
    r"(?:国民)?健康保険(?:証|被保険者証)?|国保|介護保険証?|"
    r"後期(?:高齢者?)?(?:医療)?(?:保険)?(?:証|被保険者証)?|(?:障害者|療育|福祉)手帳|"
    r"ヒホ(?:ケン|ン)シャ?(?:ショウ)?|ホケンショウ?"
)
_INSURED = (
    rf"{spread('被保険者番号')}|(?:{_CARD})(?:\([^()0-9]{{0,8}}\))?[ の]?(?:記号)?(?:[・、/]|"
    rf"及び|と)?{_SAID}|"
    r"(?:保険証|被保険者証|資格確認書|受給者証)[^0-9\n。]{1,16}?番号(?=[はが:])|"
    r"医療費?受給者番号|記号(?:・|及び|と)?番号|"
    r"(?i:(?:health[ _]|care[ _])?insurance[ _](?:card[ _])?(?:shows )?(?:the )?(?:number|no\b\.?)|"
    r"insured(?:[ _]person'?s?)?[ _]?(?:number|no\b\.?))"
)
_OTHERS = (
    rf"(?<!被)保険者番号|電話|携帯|{spread('電話番号')}|(?i:tel|fax|phone|mobile)|"
    rf"ファ[ック]クス|内線|口座|"
    rf"金額|合計|総額|円|件数|人数|日付|期限|予算|決算|給付費|保険料|税額|(?:{CODE_WORDS})|"
    rf"(?:(?!{_PENSION}|{_INSURED})[一-龠々ァ-ヶー]){{1,8}}(?:番号|コード)|(?i:invoice|order|"
    rf"ticket|receipt|serial)"
)
# Words that may stand between: 基礎年金番号又は個人番号, 正しい番号.
_PASSED_OVER = (
    rf"{spread('個人番号')}|マイナンバー|(?:正|新|旧|本人|同|当該|上記|下記|該当)番号|"
    rf"年金コード|(?<![A-Za-z])(?i:no)(?![A-Za-z])"
)
_CALLS = re.compile(
    rf"(?P<over>{_PASSED_OVER})|(?P<pension>{_PENSION})|(?P<insured>{_INSURED})|"
    rf"(?P<other>{_OTHERS})"
)
_KINDS = {"pension": Kind.BASIC_PENSION_NUMBER, "insured": Kind.INSURANCE_NUMBER}
_FAR = 64
_FOUND = MASKED[0]
_BORDER = re.compile(rf"[\n。!?{_FOUND}]")
_ONE_OF_MANY = re.compile(rf"(?:{_FOUND}(?:[、,/・と ]|及び|および|並びに){{1,3}})+$")
_NOTHING_SINCE = re.compile(r"[\n。][\s。「『【(\[→:・=\"'>-]*$")  # the sentence before tells
_DIGITS = re.compile(r"[0-9]{4}")


def told_kind(text: str, start: int) -> Kind | None:
    """Return what the words before a number call it; None where it is another thing, or nothing."""
    return _KINDS.get(_nearest(text, start))


def is_told_another(text: str, start: int, kind: Kind) -> bool:
    """Whether the nearest word before a number calls it something else than this kind."""
    nearest = _nearest(text, start)
    return bool(nearest) and _KINDS.get(nearest) is not kind


def _nearest(text: str, start: int) -> str:
    near = text[max(0, start - _FAR) : start]
    near = _NOTHING_SINCE.sub("", _ONE_OF_MANY.sub("", near))
    borders = [*_BORDER.finditer(near)]
    sentence = near[borders[-1].end() :] if borders else near
    calls = [one for one in _CALLS.finditer(sentence) if one.lastgroup != "over"]
    if not calls or _DIGITS.search(sentence, calls[-1].end()):
        return ""
    return str(calls[-1].lastgroup)


def told_kind_after(text: str, end: int) -> Kind | None:
    """Return what the words right after a number call it: …（基礎年金番号）, … ← 年金番号."""
    called = find_after(_CALLS, text, end)
    return _KINDS.get(str(called.lastgroup)) if called else None
