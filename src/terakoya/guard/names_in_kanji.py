"""Names of people in kanji: whole names by lists, surnames by what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.name_lists import (
    given_names,
    given_readings,
    is_weak_given_name,
    surnames,
    usual_given_names,
)
from terakoya.guard.name_titles import (
    AFTER_NAME,
    BEFORE_NAME,
    HONORIFIC,
    NO_SURNAME_BEFORE_TITLE,
    PLACE_TITLE,
    TITLE,
)
from terakoya.guard.place_surnames import PLACE_SURNAMES
from terakoya.guard.text_folding import FoldedText

__all__ = ["find_names_in_kanji"]

_KANJI = r"々〆\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
_RUN = re.compile(rf"[{_KANJI}](?:[{_KANJI}]|[ノツッヶケ](?=[{_KANJI}]))*")
_LONGEST_SURNAME, _LONGEST_GIVEN = 4, 3
_NEXT = re.compile(
    rf"(?: {{1,2}}(?P<kanji>[{_KANJI}]{{1,8}})| {{0,2}}(?P<kana>[\u3041-\u3096]{{2,5}}|"
    rf"[\u30a1-\u30faー]{{2,6}}))"
)
_SAID_TO_BE = re.compile(
    r"(?: ?(?:です[。、がけ]?|と申し|と言い|といい|と名乗|宛|より(?:[。、\n]|ご|連)|"
    r"まで(?:ご?連絡|お?問)|が(?:対応|担当|来庁|訪問|説明|受付|電話|欠席|出席|"
    r"回答|報告|休|転居|転入|入院|死亡|申請|訴え|希望|相談|不在)|\((?:[一-龠]{1,8}(?:課|"
    r"部|局|係|室|担当)|内線)|の(?:妻|夫|息子|娘|長男|長女|"
    r"母|父|兄|弟|姉|妹|家族|携帯|自宅|奥さん|旦那)))"
)
_OF_AN_OFFICE = re.compile(
    r"(?:[課係室局部班署]|担当|担任|窓口|主任|隣)の$|(?:担当|文責|記録|起案|作成|対応|"
    r"受付)(?:者)?[:は ]{1,2}$|^私(?:、|は|,)$"
)
_POLITE = re.compile(r"[おご御]$")
_NO_HONORIFIC = frozenset(
    "神奥王殿皆若孫客姉兄母父嫁店宮所前上北南東西中本今関館城".replace("関", "")
) | {"大家", "主人"}
_UNKNOWN_LONG = range(3, 6)


def find_names_in_kanji(text: FoldedText) -> Iterator[Candidate]:
    """Yield names, found in rows of kanji; of each row only the parts that can begin a name."""
    for run in _RUN.finditer(text.plain):
        yield from _in_run(text.plain, run.start(), run.end())


def _in_run(plain: str, start: int, end: int) -> Iterator[Candidate]:
    taken = start
    for begin in range(start, end):
        if begin < taken:
            continue
        if begin > taken and not BEFORE_NAME.search(plain[max(taken, begin - 3) : begin]):
            continue
        name_end = _whole_name(plain, begin, end) or _surname_called(plain, begin, end)
        if name_end is not None:
            taken = name_end
            yield Candidate(Kind.NAME, begin, name_end, 50)
    name_end = _given_name_called(plain, start, end) if taken == start else None
    if name_end is not None:
        yield Candidate(Kind.NAME, start, name_end, 45)


def _surname_ends(plain: str, begin: int, end: int) -> list[int]:
    """Return where a known surname that begins here may end, the longest first."""
    known = surnames()
    last = min(end, begin + _LONGEST_SURNAME)
    return [place for place in range(last, begin, -1) if plain[begin:place] in known]


def _whole_name(plain: str, begin: int, end: int) -> int | None:
    """Return where a surname with a given name ends that begins here."""
    for middle in _surname_ends(plain, begin, end):
        found = _given_after(plain, begin, middle, end)
        if found is not None:
            return found
    return None


def _given_after(plain: str, begin: int, middle: int, end: int) -> int | None:
    if middle == end:
        return _given_after_space(plain, begin, middle)
    known = given_names()
    for last in range(min(end, middle + _LONGEST_GIVEN), middle, -1):
        given = plain[middle:last]
        if given not in known or not AFTER_NAME.match(plain, last, end):
            continue
        if _is_sure(plain, begin, middle, last, end):
            return last
    return None


def _is_sure(plain: str, begin: int, middle: int, last: int, end: int) -> bool:
    """Whether a row of kanji that could be a whole name is one."""
    surname, given = plain[begin:middle], plain[middle:last]
    if last == end and HONORIFIC.match(plain, last):
        return True
    if is_weak_given_name(given):
        return False
    if len(surname) == 1:
        return (
            len(given) >= 2
            and given in usual_given_names()
            and surname not in NO_SURNAME_BEFORE_TITLE
        )
    return True


def _given_after_space(plain: str, begin: int, middle: int) -> int | None:
    """Return where a given name ends that is divided from its surname, or is in kana."""
    following = _NEXT.match(plain, middle)
    if following is None:
        return None
    if following["kana"]:
        return _given_in_kana(plain, begin, following)
    start, end = following.span("kanji")
    if _RUN.match(plain, start).end() > end:  # type: ignore[union-attr]
        return None
    known = given_names()
    for last in range(min(end, start + _LONGEST_GIVEN), start, -1):
        given = plain[start:last]
        if given in known and AFTER_NAME.match(plain, last, end) and not is_weak_given_name(given):
            return last
    return None


def _given_in_kana(plain: str, begin: int, following: re.Match[str]) -> int | None:
    start, end = following.span("kana")
    surname_end = following.start()
    spaced = start > surname_end
    if not spaced and surname_end - begin < 2:
        return None
    known = given_readings()
    for last in range(end, start + 1, -1):
        rest = plain[last:end]
        if plain[start:last] not in known:
            continue
        if not rest:
            after = plain[last : last + 1]
            if not re.match(r"[\u3041-\u3096]", after):
                return last if spaced or last - start >= 3 else None
        if re.match(
            r"(?:さん|さま|ちゃん|くん|は|が|を|に|の|と|です|へ|も)", plain[last : last + 3]
        ):
            return last if (spaced or last - start >= 3) else None
    return None


def _surname_called(plain: str, begin: int, end: int) -> int | None:
    """Return where a surname ends that stands before 様 or 課長, or in a place of names."""
    if _POLITE.search(plain[max(0, begin - 1) : begin]):
        return None
    for middle in _surname_ends(plain, begin, end):
        surname = plain[begin:middle]
        if middle == end:
            if HONORIFIC.match(plain, end) and surname not in _NO_HONORIFIC:
                return middle
            if _is_in_place_of_name(plain, begin, end) and len(surname) > 1:
                return middle
        elif _has_title(plain, surname, middle, end):
            return middle
    return None


def _has_title(plain: str, surname: str, middle: int, end: int) -> bool:
    title = TITLE.match(plain, middle, end)
    if title is None or not AFTER_NAME.match(plain, title.end(), end):
        return False
    polite = title[0] in ("様", "氏", "殿", "君", "先生", "夫妻", "夫人")
    if polite:
        return surname not in _NO_HONORIFIC
    if surname in NO_SURNAME_BEFORE_TITLE:
        return False
    return not (surname in PLACE_SURNAMES and PLACE_TITLE.fullmatch(title[0]))


def _is_in_place_of_name(plain: str, begin: int, end: int) -> bool:
    earlier = plain[max(0, begin - 8) : begin]
    if _OF_AN_OFFICE.search(earlier):
        return True
    if plain[begin:end] in PLACE_SURNAMES:
        return (
            re.match(
                r"(?: ?(?:と申し|です[。、がけ]|と名乗|が対応|の(?:妻|夫|息子|娘|携帯)))",
                plain[end : end + 6],
            )
            is not None
        )
    return _SAID_TO_BE.match(plain, end) is not None


def _given_name_called(plain: str, start: int, end: int) -> int | None:
    """Return where a given name ends that is called by さん, or a whole name, half of it rare."""
    run = plain[start:end]
    honorific = HONORIFIC.match(plain, end)
    if run.endswith(("様", "氏", "殿", "君")) and not HONORIFIC.match(plain, end):
        run, honorific = run[:-1], HONORIFIC.match(plain, end - 1)
    if honorific is None or _POLITE.search(plain[max(0, start - 1) : start]):
        return None
    if len(run) >= 2 and run in usual_given_names():
        return start + len(run)
    if len(run) in _UNKNOWN_LONG and any(
        run[cut:] in usual_given_names() for cut in (1, 2, 3) if len(run) - cut >= 2
    ):
        return start + len(run)
    return None
