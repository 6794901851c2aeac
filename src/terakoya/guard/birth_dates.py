"""Dates of birth, told apart from all the other dates in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.labels_before import before, says
from terakoya.guard.text_folding import MASKED_NAME, FoldedText

__all__ = ["find_birth_dates", "find_end_of_date"]

_N = r"(?:[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})"
_ERA = r"(?:明治|大正|昭和|平成|令和|[MTSHRmtshr明大昭平令][.・]?)"
_WESTERN = r"(?:(?:18|19|20)[0-9]{2}|[一二][〇一二三四五六七八九]{3})"
_YEAR = rf"(?:{_ERA} ?(?:元|{_N})|(?:西暦 ?)?{_WESTERN})"
_DATE = (
    rf"(?:{_YEAR} ?年(?: ?\({_YEAR} ?年?\))? ?{_N} ?月 ?{_N} ?日|"
    rf"{_YEAR} ?[-./・] ?{_N} ?[-./・] ?{_N}(?![0-9])(?![-.][0-9])(?!/[0-9]{{1,2}}(?![0-9-]))|"
    r"(?:18|19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])|"
    r"[MTSHRmtshr][0-9]{6}(?![0-9])|"
    r"(?<![0-9/])(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12][0-9]|3[01])/(?:18|19|20)[0-9]{2}(?![0-9]))"
)
_DATES = re.compile(rf"(?<![0-9A-Za-z])(?:{_DATE})")
_LOOSE = re.compile(
    rf"(?<![0-9])(?:{_DATE}|[1-5]-?[0-9]{{6}}|[0-9]{{6}}|"
    rf"[0-9]{{2}}[-./][0-9]{{1,2}}[-./][0-9]{{1,2}}|"
    rf"{_YEAR} ?年(?: ?{_N} ?月)?|(?:{_N} ?年 ?)?{_N} ?月 ?{_N} ?日)(?![0-9])"
)
_SERIAL = re.compile(r"[1-4][0-9]{4}(?![0-9])")  # the days of a spreadsheet: 21916 is in 1960
_LABELLED = re.compile(
    r"(?:生 {0,2}年 {0,2}月 {0,2}日|誕生日|出生(?:年月)?日|生まれた日|(?i:date of birth|"
    r"birth[ _]?(?:date|"
    r"day)|d\.?o\.?b\.?|birth(?=[\"' ]{0,2}[:=])))"
    r"(?:\([^()0-9]{0,12}\))?(?:欄)?[\s:=(\[「『【,、|はが\"'-]*(?:(?:明治|大正|昭和|"
    r"平成|令和|西暦)[・ /]+)*(?:が|は)?"
)
_BORN = re.compile(
    r" ?(?:に|の|付けで|頃)?[ (]?(?:生(?:まれ|れ|誕)|うまれ|誕生(?!日)|出生(?!数|率|届|"
    r"地)|生(?=$|[\s、。,.)()\]」』|/男女・の]|で[すあし、]))"
)
_AGED = re.compile(
    r" ?(?:生(?:まれ)?)?[ (]{0,2}(?:当時|現在|満|数え)?[0-9〇一二三四五六七八九十百]{1,3} ?[歳才]"
)
_LIMIT = re.compile(r" ?(?:以降|以前|以後|より(?:前|後)|まで|から|[~-]|後に|前に|の間|付(?!け))")
_RANGE_BEFORE = re.compile(r"(?:から|[~-]|以降|より)[\s、]{0,2}$")
_SEX_AFTER = re.compile(r"[ \t,、|/()]{1,3}(?:男|女)(?:性|子)?(?![一-龠])")
_SEX_BEFORE = re.compile(r"(?<![一-龠])(?:男|女)(?:性|子)?[ \t,、|/()]{1,3}$")
_ROW_BEFORE = re.compile(rf"{MASKED_NAME}[ \t,|/]{{1,3}}$")
_CELLS_BEFORE = re.compile(rf"{MASKED_NAME}[^\n、。]*[\t,;|][ \"']*$")
_ROW = 60
_ROW_AFTER = re.compile(r"[ \t,;|/\"']|$")
_RECENT = re.compile(r"201[2-9]|20[2-9]|(?:平成|[Hh平][.・]?) ?(?:2[4-9]|3)|(?:令和|[Rr令])")
_AFTER_NAME = re.compile(rf"{MASKED_NAME} ?\($")  # 東原陽葵（平成4年…）
_JUST_NOW = re.compile(r"202[4-9]|20[3-9]|(?:令和|[Rr令][.・]?) ?(?:[6-9]|[1-9][0-9])")
_THING = re.compile(r"[市町村区県国校社店園館会制号法]の?$")


_LABEL_BEFORE = re.compile(r".*(?:生年月日|誕生日|出生(?:年月)?日)(?P<rest>[^0-9]*)$")
# 生年月日の欄を変更した日は…: another day than that of birth.
_OTHER_DAY = re.compile(r"[一-龠した]日(?!本)|時点|現在|期限")


def find_birth_dates(text: FoldedText) -> Iterator[Candidate]:
    """Yield dates on which somebody was born: said so before, after, or by sex or age beside it."""
    plain = text.plain
    for label in _LABELLED.finditer(plain):
        date = _LOOSE.match(plain, label.end())
        if date and not _THING.search(plain[max(0, label.start() - 3) : label.start()]):
            yield Candidate(Kind.BIRTH_DATE, *date.span(), 97)
    for date in _DATES.finditer(plain):
        if _is_of_birth(plain, *date.span()):
            yield Candidate(Kind.BIRTH_DATE, *date.span(), 84)


def find_end_of_date(plain: str, start: int) -> int | None:
    """Return where a date ends that begins here, in any form that a table may have it in."""
    date = _DATES.match(plain, start) or _LOOSE.match(plain, start) or _SERIAL.match(plain, start)
    return date.end() if date else None


def _is_of_birth(plain: str, start: int, end: int) -> bool:
    if _LIMIT.match(plain, end) or _RANGE_BEFORE.search(plain[max(0, start - 6) : start]):
        return False
    return (
        _BORN.match(plain, end) is not None
        or _AGED.match(plain, end) is not None
        or _SEX_AFTER.match(plain, end) is not None
        or _SEX_BEFORE.search(plain[max(0, start - 8) : start]) is not None
        or says(_BORN_BEFORE, plain, start, 6)
        or _is_told_before(plain, start)
        or _is_in_a_row_of_a_person(plain, start, end)
    )


def _is_told_before(plain: str, start: int) -> bool:
    """Whether the sentence speaks of a day of birth, and of no other day since."""
    label = _LABEL_BEFORE.search(before(plain, start))
    return label is not None and _OTHER_DAY.search(label["rest"]) is None


def _is_in_a_row_of_a_person(plain: str, start: int, end: int) -> bool:
    """Whether a date of long ago stands beside a name, as in a table: names are masked by now."""
    if _AFTER_NAME.search(plain[max(0, start - 4) : start]) and plain[end : end + 1] == ")":
        return _JUST_NOW.match(plain, start) is None
    if _RECENT.match(plain, start) or not _ROW_AFTER.match(plain, end):
        return False
    near = plain[max(0, start - _ROW) : start]
    return _ROW_BEFORE.search(near) is not None or _CELLS_BEFORE.search(near) is not None


_BORN_BEFORE = re.compile(r"(?:生まれは|誕生は|出生は|生年は)[\s:、]*$|(?:^|[\s(、])生[ :]?$")
