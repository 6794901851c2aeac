"""Postal and street addresses: found at the number of the house, and read from there both ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.name_lists import surnames
from terakoya.guard.text_folding import FoldedText

__all__ = ["PREFECTURES", "find_street_addresses"]

_PREFECTURES = """
北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県
埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 山梨県
長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県
和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 香川県 愛媛県
高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県
"""
PREFECTURES = tuple(_PREFECTURES.split())

_KANJI = r"々〆〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
_LETTER = rf"{_KANJI}\u3041-\u3096\u30a1-\u30faー"
_N = r"(?:[0-9]{1,5}|[〇一二三四五六七八九十百千]{1,6})"
_DASH = r"[ ]?[-の~][ ]?"
_FLAT = r"(?:[ ]?[-の][ ]?[A-Z]?[0-9]{1,4})?"
_NOT_COUNTED = (
    r"(?![0-9])(?! ?(?:月|日(?!本)|年|時|分|歳|才|階|人|名|件|円|%|％|号線|回|点|位|次|"
    r"組|台|頁|ページ|本|個|枚|冊|km|m2?|㎡|"
    r"ha|ヘクタール|世帯|票|倍|種|部|章|節|項|条|版|泊|割|話|巻|期|限|学期|校時|試合|"
    r"番線|便|系統|番ホーム|/|:[0-9]))"
)
_TAIL = re.compile(
    rf"(?<![0-9])(?:"
    rf"(?P<chome>{_N} ?丁目?[ ]?{_N}(?: ?番地?(?: ?[-の]? ?{_N})?(?: ?号)?|"
    rf"(?:{_DASH}{_N}){{1,3}}|号)?(?: ?号)?)|"
    rf"(?P<banchi>{_N} ?番地(?: ?[-の]? ?{_N}(?: ?号)?)?(?:{_DASH}[0-9]{{1,4}})?)|"
    rf"(?P<ban>{_N} ?番 ?{_N}(?: ?号)?(?:{_DASH}[0-9]{{1,4}})?)|"
    rf"(?P<dashes>[1-9][0-9]{{0,4}}(?:{_DASH}[0-9]{{1,5}}){{1,4}}(?: ?番地?| ?号室?(?!線))?)|"
    rf"(?P<kanji>[〇一二三四五六七八九十百]{{1,5}}(?:[-の][〇一二三四五六七八九十百]{{1,5"
    rf"}}){{1,3}})|"
    rf"(?P<jo>[北南東西]?[0-9]{{1,2}} ?条(?: ?[東西南北]?[0-9]{{1,2}} ?丁目))|"
    rf"(?P<alone>[0-9]{{1,5}}(?: ?番)?(?=[ ,、。)）」\t\n]|$|に|在|の[^0-9]))"
    rf"){_NOT_COUNTED}"
)
_HEAD_LENGTH = 48
# Where the words of an address must have begun at the latest.
_BORDER = re.compile(r"[^" + _LETTER + r"0-9 「『]|[「『]| {3,}")
_PREFECTURE = re.compile("|".join(PREFECTURES))
# Cities and towns in whose names there is a letter that is a particle elsewhere.
_IN_HIRAGANA = (
    "うきは|かすみがうら|つがる|ときがわ|東かがわ|伊豆の国|日の出|紀の川|隠岐の島|いの|"
    "たつの|えびの|かほく|にかほ|"
    "ひたちなか|まんのう"
)
_CITY = re.compile(
    rf"(?:(?:{_IN_HIRAGANA})(?:市|町|村)|"
    rf"[{_KANJI}ケヶノツ\u3041-\u3096\u30a1-\u30fa]{{1,6}}?(?:市|区|郡|町|村))"
)
# Not where all of the name is hiragana: みなと市, in which no word ends before 市.
_PARTICLES = re.compile(rf"^(?!{_IN_HIRAGANA}|[\u3041-\u3096]{{2,6}}.$).*[はがをでともへにの]")
_REGION = re.compile(r"(?:[\u3041-\u3096]{2,4}|[^\u3041-\u3096\s]{2,3})県")  # also a made-up one
_CITY_AFTER_NAME = re.compile(rf"[{_LETTER}]{{0,4}} {{1,2}}[{_LETTER}]{{1,9}}[市区郡町村]")
_BEGINNING = re.compile(
    r"(?:住所|所在地|居所|本籍地?|自宅|実家|勤務先|送付先|送り先|届け先|宛先|"
    r"[転][入出居]先|居住地|現住所|旧住所|新住所|"
    r"から|より|まで|には|では|した|する|です|ます|ある|いる|[はをがでともへにの]| )"
)
_LABEL = re.compile(
    r"(?:住 {0,3}所|所在地?|居所|本籍地?|自宅|実家|お?住まい|住居|勤務先|送付先|送り先|届け?先|"
    r"宛先|転[入出居]先|居住地?|在住|"
    r"あて先|郵送先|(?i:address))(?:\([^()]{0,6}\))?[\s:=はがをも「『【(]*$"
)
_POSTCODE_BEFORE = re.compile(r"(?:〒 ?)?(?<![0-9])[0-9]{3}-?[0-9]{4}\)?[\s,、]{0,3}$")
_POSTCODE = re.compile(
    r"(?:〒 ?|郵便番号(?:\([^()]{0,6}\))?[\s:=はが]{0,3}〒?)(?P<code>[0-9]{3}(?: ?- "
    r"?)?[0-9]{4})(?![0-9])(?!-[0-9])"
)
_NO_TOWN = re.compile(
    r"条例|規則|要綱|要領|計画|会議|議会|委員会|様式|資料|年度|(?:令和|平成|昭和)$|[0-9]年|大会|"
    r"リーグ|対戦|電話|(?i:tel|fax|no)|番号|コード|"
    r"学校|小学|中学|高校|大学|学級|クラス|チーム|系統|バス|人口|世帯|選挙|議案|議員|"
    r"予算|条項|告示|公告|統計|調査|比較|地図|"
    r"グループ|コース|エリア|ゾーン|ブロック|ケース|ステップ|バージョン|ページ|第$|"
    r"\bNo$|から$|まで$|など$|では$|には$|は$|が$|を$|も$|に$|で$|と$"
)
_NO_TOWN_END = re.compile(r"[第図表式版約対比率時課係局号]$")
_DATE = re.compile(r"(?:19|20)[0-9]{2}-[01]?[0-9](?:-[0-3]?[0-9])?$")
_TWO_GROUPS = re.compile(r"[0-9]{4}-[1-9][0-9]?$")
_TOWN_END = re.compile(r"(?:町|村|丁|字|区|通|条|浦|台|丘|島|甲|乙|丙|丁|[イロハニホヘト])$")
_LOT = re.compile(r"(?!(?:19|20)[0-9]{2}$)[0-9]{3,5}$")
_TOWN = re.compile(rf"[{_LETTER}]{{1,16}} ?$")
_BUILDING = re.compile(
    rf"[ ]?(?:(?![のにはがをでとへも])[{_LETTER}A-Za-z0-9・'&-]{{0,18}}(?:ビル|"
    rf"マンション|ハイツ|コーポ|アパート|"
    rf"荘|寮|タワー|レジデンス|パレス|メゾン|ハイム|"
    rf"団地|住宅|ハウス|プラザ|コート|ヒルズ|シティ|ガーデン|テラス|棟|館)(?:[ "
    rf"]?[{_LETTER}A-Za-z]{{0,6}}[ ]?[A-Z]?-?[0-9]{{1,4}}(?:-[0-9]{{1,4}})?(?: ?(?:号室|"
    rf"号棟|号|階|F(?![A-Za-z])))?)?)?"
    rf"(?:[ ]?[A-Z]?[0-9]{{1,4}} ?(?:号室|号棟|室|号(?!線)|階|F(?![A-Za-z])))?"
)


def find_street_addresses(text: FoldedText) -> Iterator[Candidate]:
    """Yield addresses with the number of a house, and postal codes that are said to be such."""
    plain = text.plain
    for match in _POSTCODE.finditer(plain):
        yield Candidate(Kind.POSTAL_ADDRESS, *match.span(), 78)
    taken = 0
    for match in _TAIL.finditer(plain):
        start = _begin(plain, match, taken)
        if start is None:
            continue
        code = _POSTCODE_BEFORE.search(plain[max(0, start - 14) : start])
        if code:
            start -= len(code[0])
        building = _BUILDING.match(plain, match.end())
        end = taken = building.end() if building else match.end()
        end -= len(plain[start:end]) - len(plain[start:end].rstrip())
        yield Candidate(Kind.POSTAL_ADDRESS, start, end, 79)


def _begin(plain: str, tail: re.Match[str], taken: int) -> int | None:
    """Return where the address begins that ends in this number, or None where it is none."""
    head = plain[max(taken, tail.start() - _HEAD_LENGTH) : tail.start()]
    borders = [border.end() for border in _BORDER.finditer(head)]
    begin = borders[-1] if borders else 0
    outside, head = head[:begin], head[begin:]
    area, town = _split(head)
    labelled = _LABEL.search(outside + head[: len(head) - len(area) - len(town)]) is not None
    coded = _POSTCODE_BEFORE.search(outside + head[: len(head) - len(area) - len(town)]) is not None
    if not _fits(tail, area, town, known=labelled or coded):
        return None
    return tail.start() - len(area) - len(town)


def _split(head: str) -> tuple[str, str]:
    """Split what stands before the number into prefecture and city, and the town after them."""
    prefectures = list(_PREFECTURE.finditer(head))
    if prefectures:
        start = prefectures[-1].start()
        city = _CITY.match(head, prefectures[-1].end())
        last = city.end() if city else prefectures[-1].end()
        if city and city[0].endswith("郡") and (village := _CITY.match(head, last)):
            last = village.end()
        return head[start:last], head[last:]
    begins = [0, *(one.end() for one in _BEGINNING.finditer(head))]
    for begin in begins:
        region = _REGION.match(head, begin)
        city = _CITY.match(head, region.end() if region else begin)
        if city and city[0] in surnames() and _CITY_AFTER_NAME.match(head, city.end()):
            continue  # 北村武志　弥彦村…
        if city and not _PARTICLES.search(city[0]):
            return head[begin : city.end()], head[city.end() :]
    town = _TOWN.search(head[begins[-1] :] or head)
    return "", town[0] if town else ""


def _fits(tail: re.Match[str], area: str, town: str, *, known: bool) -> bool:
    """Whether a number of this form is that of a house, after that area and town."""
    if (
        len((area + town).strip()) < 2
        or _NO_TOWN.search(town.rstrip())
        or _is_date(tail[0], area, town)
    ):
        return False
    group, placed = tail.lastgroup, bool(area) or known
    sure = {"chome": True, "banchi": True, "jo": placed}
    if group in sure:
        return sure[group]
    if _NO_TOWN_END.search(town.rstrip()):
        return False
    if group == "ban":
        return placed or tail[0].endswith("号")
    if group in ("dashes", "kanji"):
        return known or (bool(area) and _is_of_a_building(tail[0], area, town))
    return bool(area) and (known or _is_lot(tail[0], area, town))


def _is_lot(number: str, area: str, town: str) -> bool:
    """Whether a number alone can be that of a lot in the country: 三木町大字氷上310."""
    if not town.strip() or town.endswith(" "):
        return False
    rural = "郡" in area or re.search("[町字]", town) is not None
    return _PREFECTURE.match(area) is not None or (rural and _LOT.match(number) is not None)


def _is_date(number: str, area: str, town: str) -> bool:
    """Whether 2026-11 is a date: of two groups, a lot in a town may look so."""
    date = _DATE.match(number)
    return date is not None and not (area and town.strip() and _TWO_GROUPS.match(number))


def _is_of_a_building(number: str, area: str, town: str) -> bool:
    """Whether 1-8-15 after an area can be an address: two numbers need a town right before."""
    if not town.strip() and not _TOWN_END.search(area):
        return False
    ends_in_town = _TOWN_END.search(town.rstrip()) is not None
    return not (area + town).endswith(" ") or len(re.findall(r"[-の~]", number)) > 1 or ends_in_town
