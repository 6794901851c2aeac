"""What the heading of a column says of its cells: their kind of data, and the form that one has."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from terakoya.guard.birth_dates import find_end_of_date
from terakoya.guard.kanji_rows import KANJI
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.name_titles import NOT_A_NAME
from terakoya.guard.names_in_fields import find_end_of_name

__all__ = ["Column", "read_headings"]

_Reader = Callable[[str, int], int | None]


@dataclass(frozen=True)
class Column:
    """What stands in a column.

    Attributes:
        kind: what its cells are.
        read_cell: given a text and where a cell begins, where what is personal in it ends; None
            where the cell has not the form of it.
        in_digits: whether that text is the one with numbers in kanji as digits.
    """

    kind: Kind
    read_cell: _Reader
    in_digits: bool = False


_WHO = (
    r"(?:[一-龠々ァ-ヶー]{0,6}"
    r"(?:者|人|主|員|児|児童|生徒|学生|園児|生|本人|家族|患者|代表|顧客|お?客様?|講師|"
    r"父|母|夫|妻|氏)の?)"
)
# Rather companies: only a name that a list knows is one.
_FIRM = (
    r"[一-龠々ァ-ヶー]{0,6}"
    r"(?:法人|業者|管理者|運営者|製造者|販売者|[受発]注者|設置者|納入者|提供者|出版者)名"
)
_WHO_IN_LATIN = r"(?:(?:employee|customer|user|member|staff|student|patient|person|contact)[ _-]?)"
_LEFT_OUT = re.compile(r"[\s*※★●◎○]+|\([^()]*\)|[0-9]$|^お(?=電話|名前)")


def _form(pattern: str) -> _Reader:
    form = re.compile(rf"(?:{pattern})(?![0-9A-Za-z])")

    def read(plain: str, start: int) -> int | None:
        found = form.match(plain, start)
        return found.end() if found else None

    return read


def _digits(count: str, gap: str = r"[- ./]?") -> str:
    least, _comma, most = count.partition(",")
    more = f",{int(most) - 1}" if most else ""
    return rf"[0-9](?:{gap}[0-9]){{{int(least) - 1}{more}}}"


def _known_name(plain: str, start: int) -> int | None:
    return find_end_of_name(plain, start, sure=False)


def _half_of_name(plain: str, start: int) -> int | None:
    found = _HALF.match(plain, start)
    return found.end() if found and not NOT_A_NAME.search(found[0]) else None


def _any_name(plain: str, start: int) -> int | None:
    return find_end_of_name(plain, start, sure=True)


_HALF = re.compile(rf"[{KANJI}\u3041-\u3096\u30a1-\u30faー]{{1,6}}(?=[\s,;|\"\x00\x02]|$)")
_N = "[0-9〇一二三四五六七八九十百]"
_ADDRESS = re.compile(
    rf"(?=[^\n\t,;|\"]{{0,60}}(?:[市区町村郡県都府道字]|丁目|番|[0-9]-[0-9]))[一-龠々ぁ-ヶー][^\n\t,;|\"0-9]{{1,40}}{_N}"
    rf"[^\n\t,;|\"]{{0,60}}"
)


def _address(plain: str, start: int) -> int | None:
    found = _ADDRESS.match(plain, start)
    if found is None or found[0].rstrip().endswith("丁目"):  # a part of a town, and nobody's house
        return None
    return start + len(found[0].rstrip())


# A heading of people's names, whatever stands below it; and one that things may have, too.
_HEADINGS: tuple[tuple[str, Kind, _Reader], ...] = (
    (
        rf"(?!{_FIRM}){_WHO}?(?:名前|御?氏名|姓名|芳名|(?:氏名|名前)?(?:フリガナ|ふりがな)|カナ氏名|氏名カナ|漢字氏名)|"
        rf"(?!{_FIRM}){_WHO}名|姓|苗字|名字|セイ|せい|{_WHO_IN_LATIN}name|"
        r"(?:full|last|first|family|given|sur)[ _-]?name",
        Kind.NAME,
        _any_name,
    ),
    (
        rf"{_WHO}|{_FIRM}|担当|名|カナ|フリガナ|ふりがな|よみ(?:がな)?|ヨミ(?:ガナ)?|読み仮名|name",
        Kind.NAME,
        _known_name,
    ),
    (
        rf"{_WHO}?(?:生年月日|誕生日|(?:お?誕生|出生)(?:年月)?日|生まれた日)|"
        r"birth[ _-]?(?:day|date)|date[ _-]of[ _-]birth|dob",
        Kind.BIRTH_DATE,
        find_end_of_date,
    ),
    (
        rf"{_WHO}?(?:自宅|昼間|夜間|日中|緊急|固定)?の?(?:携帯)?(?:電話|携帯|連絡先|fax|ファックス|ファクス)(?:電話)?(?:番号)?|"
        rf"{_WHO_IN_LATIN}?(?:tel|fax|phone|mobile|cell)[ _-]?(?:phone)?[ _-]?(?:no\.?|number)?",
        Kind.PHONE,
        _form(rf"\(?0{_digits('8,10', '[- ().]{0,2}')}|[1-9]{_digits('8,9', '-?')}"),
    ),
    (
        rf"{_WHO}?(?:自宅|現|旧|新|前)?の?(?:住所|居所|本籍地?|送付先|送り先|届け先)|"
        rf"{_WHO_IN_LATIN}?(?:home[ _-]?)?address",
        Kind.POSTAL_ADDRESS,
        _address,
    ),
    (
        rf"{_WHO}?(?:の)?(?:基礎)?年金番号",
        Kind.BASIC_PENSION_NUMBER,
        _form(rf"{_digits('10')}(?:-?[0-9]{{4}})?"),
    ),
    (rf"{_WHO}?(?:マイナンバー|個人番号)|my[ _-]?number", Kind.MY_NUMBER, _form(_digits("12"))),
    (
        r"(?:[一-龠]{0,6})(?:被保険者証?|保険証|受給者証?|受療証|医療証|資格確認書)の?(?:記号)?(?:番号|no\.?)",
        Kind.INSURANCE_NUMBER,
        _form(_digits("4,15")),
    ),
    (r"(?:振込先?)?口座(?:番号|no\.?)", Kind.BANK_ACCOUNT, _form(_digits("6,8"))),
    (r"(?:運転)?免許証?(?:番号|no\.?)", Kind.DRIVING_LICENCE, _form(_digits("12"))),
    (
        r"(?:旅券|パスポート)(?:番号|no\.?)|passport[ _-]?(?:no\.?|number)",
        Kind.PASSPORT,
        _form("[A-Za-z]{2}[0-9]{7}"),
    ),
    (r"在留カード(?:番号|no\.?)", Kind.RESIDENCE_CARD, _form("[A-Za-z]{2}[0-9]{8}[A-Za-z]{2}")),
    (r"住民票コード", Kind.RESIDENT_RECORD_CODE, _form(_digits("11"))),
)
_IN_WORDS = (Kind.NAME, Kind.BIRTH_DATE, Kind.POSTAL_ADDRESS)
_COLUMNS = tuple(
    (re.compile(heading, re.IGNORECASE), Column(kind, read, kind not in _IN_WORDS))
    for heading, kind, read in _HEADINGS
)
_SURNAMES = re.compile(r"姓|苗字|名字|セイ|せい")
_GIVEN_NAMES = re.compile(r"名|メイ|めい|下の名前")


def read_headings(headings: Sequence[str]) -> dict[int, Column]:
    """Return the columns below which something personal stands, by their place."""
    bare = [_LEFT_OUT.sub("", heading) for heading in headings]
    columns = {place: column for place, one in enumerate(bare) if (column := _read_heading(one))}
    halves = {place for place, one in enumerate(bare) if _SURNAMES.fullmatch(one)}
    given = {place for place, one in enumerate(bare) if _GIVEN_NAMES.fullmatch(one)}
    if halves and given:
        columns |= dict.fromkeys(halves | given, Column(Kind.NAME, _half_of_name))
    return columns


def _read_heading(bare: str) -> Column | None:
    return next((column for words, column in _COLUMNS if words.fullmatch(bare)), None)
