"""What a text says right before a number: that it is a code, or what kind of number it is."""

from __future__ import annotations

import re

from terakoya.guard.text_folding import MASKED

__all__ = [
    "CODE_WORDS",
    "before",
    "find_after",
    "is_called_code",
    "is_counted",
    "is_said_code",
    "says",
    "says_after",
    "spread",
]

_FAR = 40
_BORDERS = re.compile(rf"[\n。!?{MASKED}]")
_FILLER = (
    r"[\s:=#(\[「『【<>→>|,、.はがもとをの・\"'-]*(?:(?i:no)\.?|番号|欄|に|#)?"
    r"[\s:=(\[「『【は\"'-]*"
)
_OF_CODES = (
    "図面|公図|橋梁|地番|伝票|請求|注文|受付|受注|発注|受理|受信|発信|管理|整理|予算|"
    "契約|文書|議案|資産|"
    "備品|物品|部品|製品|商品|"
    "品目|製造|シリアル|追跡|送り状|お?問い?合わ?せ|予約|会員|許可|認可|工事|案件|入札|"
    "落札|起案|決裁|申請|届出|"
    "収納|納付|納入|調定|事業者?|事業所|歳出|歳入|科目|勘定|郵便物|荷物|配送|荷受|図書|"
    "資料|蔵書|書誌|路線|"
    "車両|車台|台帳|法人|登録|適格請求書|インボイス|課税|通知|公告|告示|案内|整備|施設|"
    "設備|点検|検査|計器|"
    "メーター|機器|端末|ロット|バッチ|取引|決済|処理|ジョブ|エラー|チケット|課題|版|統計|"
    "地域|自治体|団体|"
    "学校|組織|部署|所属|職|系統|区分|分類|索引|目録|箱|棚|保存|保管|整番|仕訳|支出|執行|"
    "伺い|通し|連番|識別|"
    "照会|確認|認証|引換|抽選|当選|宝くじ|馬券|座席|券|切符|線路|電柱|標識|井戸|樹木|"
    "ケース|レシート|領収書?|"
    "見積書?|納品書?|稟議|特許|商標|出願|論文|文献|ポイント|クーポン|キャンペーン|"
    "サンプル|検体|試料"
)
CODE_WORDS = (
    rf"(?:{_OF_CODES})(?:書|票|済|者|用|元|先|名|NO)?の?(?:整理|管理|登録|受付|識別)?"
    r"(?:番号|コード|ナンバー|(?i:no\.?|id|code|#))|"
    r"品番|型番|部品|図面|物品|備品|製品|型式|図番|機番|号機|製番|注番|伝番|版数|バーコード|"
    r"二次元コード|(?:伝票|請求書|注文書|発注書|納品書|見積書|契約書|領収書|案件|文書|"
    r"受付票|送り状)|"
    r"(?<![A-Za-z])(?i:isbn|issn|jan|ean|gtin|upc|imei|doi|mac|sku|ver|version|rev|serial|order|"
    r"invoice|po|lot|id|ref|code|item|part|model|tracking|no)(?:[- ]?1[03])?(?:コード)?|"
    r"バージョン|コード|シリアル|ロット"
)
_SAID_CODE = re.compile(rf"(?:{CODE_WORDS}){_FILLER}$")
_SAID_CODE_AFTER = re.compile(
    rf"[\s)」』】\"']{{0,2}}(?:[(「『【]|は|という|って)\s?(?:(?:{_OF_CODES})(?:書|票|済|"
    rf"者|用|元|先|名)?の?"
    r"(?:整理|管理|登録|受付|識別)?(?:番号|コード)|品番|型番|型式|図番|製番|バーコード)"
)
_AFTER = re.compile(
    r"[\s)」』】\"']{0,2}(?:[(「『【\[]|<?-|←|:|は|が|という|って|、(?=[^\n。]{2,12}(?:です|でした|だ|である)))\s?"
    r"(?:(?:これ|こちら|上)(?:は|が))?(?:(?:本人|妻|夫|母|父)の)?"
)
_COUNTED = re.compile(
    r"\s?(?:円|人(?!口)|名(?![義前称簿])|件|個|枚|台|本|冊|回|%|㎡|m2|km|kg|ha|トン|世帯|戸|棟|頁|ページ|"
    r"文字|字|バイト|byte|"
    r"千円|百万|億|万|年度|年(?!金)|月|日|時|分|秒|号室?|条|項|点|歳|才|度|倍|ポイント|"
    r"株|票|箇所|か所)"
)


def spread(words: str) -> str:
    """Return a pattern of words, with "|" between, that finds them spread over a form, too."""
    return "|".join(" {0,2}".join(map(re.escape, word)) for word in words.split("|"))


def before(text: str, place: int, far: int = _FAR) -> str:
    """Return what stands before a place in its own sentence, at most `far` letters."""
    near = text[max(0, place - far) : place]
    borders = [border.end() for border in _BORDERS.finditer(near)]
    return near[borders[-1] :] if borders else near


def is_said_code(text: str, place: int) -> bool:
    """Whether the words right before a number call it the code of a thing: 伝票番号, 品番, ISBN."""
    return _SAID_CODE.search(before(text, place)) is not None


def is_called_code(text: str, start: int, end: int) -> bool:
    """Whether the words right before or after a number call it the code of a thing."""
    return is_said_code(text, start) or _SAID_CODE_AFTER.match(text, end) is not None


def says(words: re.Pattern[str], text: str, place: int, far: int = _FAR) -> bool:
    """Whether one of `words` stands before a place in its sentence, at most `far` letters away."""
    return words.search(before(text, place, far)) is not None


def says_after(words: re.Pattern[str], text: str, place: int) -> bool:
    """Whether one of `words` comes right after a place: 「(基礎年金番号)」, 「は個人番号」."""
    return find_after(words, text, place) is not None


def find_after(words: re.Pattern[str], text: str, place: int) -> re.Match[str] | None:
    """Return the one of `words` that comes right after a place."""
    after = _AFTER.match(text, place)
    return words.match(text, after.end()) if after else None


def is_counted(text: str, place: int) -> bool:
    """Whether what follows a number counts or measures: 円, 人, 年."""
    return _COUNTED.match(text, place) is not None
