"""Surnames and given names of Japan, from a data set, in the forms that texts are searched in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from terakoya.guard.more_given_names import MORE_GIVEN_NAMES, MORE_GIVEN_READINGS
from terakoya.guard.more_surnames import MORE_SURNAMES
from terakoya.guard.text_folding import fold_letters

if TYPE_CHECKING:
    from japanese_personal_name_dataset import LastNameDict, NameDict

__all__ = [
    "given_names",
    "given_readings",
    "given_romaji",
    "given_words",
    "has_usual_letters",
    "is_weak_given_name",
    "looks_like_surname",
    "short_vowels",
    "surname_readings",
    "surname_romaji",
    "surnames",
    "usual_given_names",
]

_KATAKANA = str.maketrans({code: code + 96 for code in range(0x3041, 0x3097)})
# Words of everyday life that some people also have as a given name.
_WORDS = """
信州 善光 能登 文化 公平 正義 誠実 希望 未来 平和 大地 自然 自由 光明 千里 一番 明日 今日
日向 大和 日和 小春 公共 経理 主計 左右 一同 高等 中央 三重 一位 一円 一覧
一般 一部 一生 一方 上下 世界 中学 元気 全員 共有 利用 前方 力士 勇気 友愛
友好 口語 可能 合計 同時 名物 名誉 命名 和歌 国道 大成 大学 大会 大型 大小
天気 太陽 女子 男子 子供 学園 学問 宇宙 実力 寿命 平成 年金 広大 開発 弥生
心配 応援 恵方 成人 成功 成年 技術 攻撃 政治 教育 文明 新緑 日本 星空 春秋
時代 景気 朝日 本人 東京 東北 東海 栄養 桜花 森林 歴史 気候 水明 水晶 水道
永久 永遠 海岸 海洋 火山 理科 理事 理学 生活 生産 産業 男女 町民 画像 発生
白紙 直接 真実 真理 知識 確実 神社 神道 秋季 祝日 科学 税務 空気 立夏 経営
緑地 美術 義務 習得 聖火 花火 若葉 英語 英雄 草原 華道 行事 親善 記念 記録
論理 豊富 資源 賢明 農業 進路 道徳 都心 野球 金属 銀河 長寿 開成 開港 陽光
雄大 集会 雅楽 電気 青春 青空 青葉 音楽 風光 風土 風景 食育 高原 高校 高級
高度 信用 信頼 健康 保育 公民 公正 公開 内科 交通 五月 六月 七月 八月 九月
十月 四月 三月 二月 一月 北斗 南国 千葉 千歳 古都 司法 商店 商業 国民 国際
地方 地域 基本 大阪 建設 建築 政策 支店 改善 救急 整備 施設 有限 有料 本店
案内 機械 民生 河川 法人 温泉 製作 観光 議会 議員 財政 運輸 郵便 都市 部会
鉄道 防災 電機 食品 養護 支社 支部 支所 工業 工務 工場 土木 不動 医院
"""
# Of one letter, only what is hardly the end of a place, an office or a thing.
_ONE_LETTER = frozenset(
    "正樹湊誠隆清茂実博進勇勝弘稔豊徹聡剛健薫渉亮翔蓮悠陸優愛恵司昇昭宏浩猛毅孝忠靖晃満武巌功治"
    "潔昌章洋淳純潤仁敦智豪哲操匠望奏凛"
    "葵結楓翼輝陽響蒼颯律瞳舞栞遥碧香幸静忍梓茜昴暁慧馨廉寛勉巧聖崇徳亘亨享侑俊倫傑卓叡啓"
    "堅尚巡彩彬彰悟惇慎拓敏旭昂晋晟智暖"
    "朔朗椿柊桂涼渚湧滉瑛瑞皓睦祐禎竜紘綾緑美聖花蘭衛諒讓護貴賢迪透郁雅静駿魁鷹麗龍竣凌創"
    "修歩渚凪渉励均努鉄鋼力環円允典兼元充斉斎仙信守"
)
# Of one letter, what is no given name even where a space stands before it.
_NEVER_APART = frozenset("中上下前後内外東西南北市県区町村部課係長員会計等他各分男女様氏殿君")
_OFTEN = 40
_OFTEN_OF_SURNAMES = 6


@cache
def surnames() -> frozenset[str]:
    """Return some 2000 surnames, those of about four in five people."""
    return frozenset(map(fold_letters, (*_dataset()[2], *MORE_SURNAMES)))


@cache
def surname_readings() -> frozenset[str]:
    """Return how they are read, in hiragana and in katakana, three letters and more."""
    known = [str(one["reading"]) for one in _dataset()[2].values()]
    return _in_both_kana(reading for reading in known if len(reading) > 1)


@cache
def surname_romaji() -> frozenset[str]:
    """Return them in Latin letters, long vowels as short ones."""
    return frozenset(short_vowels(str(one["en"])) for one in _dataset()[2].values())


@cache
def given_names() -> frozenset[str]:
    """Return given names in kanji, whoever has them; none that is rather an everyday word."""
    men, women, _family = _dataset()
    known = {
        fold_letters(name)
        for half in (men, women)
        for one in half.values()
        for name in one["kanji"]
    }
    more = frozenset(map(fold_letters, MORE_GIVEN_NAMES))
    return frozenset(name for name in known if name not in _words()) | more


@cache
def given_words() -> frozenset[str]:
    """Return everyday words that people also have as a given name: 大和, 小春."""
    return _words()


@cache
def usual_given_names() -> frozenset[str]:
    """Return the given names in kanji that many people have."""
    from japanese_personal_name_dataset import load_dataset  # noqa: PLC0415 - only for names

    known = {
        fold_letters(name)
        for half in load_dataset(kind="opti")
        for one in half.values()
        for name in one["kanji"]
    }
    return frozenset(known & given_names()) | frozenset(map(fold_letters, MORE_GIVEN_NAMES))


@cache
def given_readings() -> frozenset[str]:
    """Return how given names are read, in hiragana and in katakana."""
    men, women, _family = _dataset()
    return MORE_GIVEN_READINGS | _in_both_kana(
        reading for reading in [*men, *women] if len(reading) > 1
    )


@cache
def given_romaji() -> frozenset[str]:
    """Return given names in Latin letters, long vowels as short ones."""
    men, women, _family = _dataset()
    return frozenset(short_vowels(one["en"]) for half in (men, women) for one in half.values())


def is_weak_given_name(name: str, *, spaced: bool = False) -> bool:
    """Whether a given name of one letter is rather the end of a word: 中山道, 松本城.

    Args:
        name: the given name.
        spaced: whether something divides it from the surname, as no word would be divided.
    """
    if len(name) != 1 or name in _ONE_LETTER:
        return False
    apart = name in usual_given_names() and name not in _NEVER_APART
    return not (spaced and apart)


@cache
def _usual_letters() -> tuple[frozenset[str], frozenset[str]]:
    names = [name for name in given_names() if len(name) == 2]
    first, last = Counter(name[0] for name in names), Counter(name[1] for name in names)
    return _often(first), _often(last)


def _often(letters: Counter[str]) -> frozenset[str]:
    return frozenset(letter for letter, count in letters.items() if count >= _OFTEN)


def has_usual_letters(name: str) -> bool:
    """Whether two letters are such as given names begin and end with, and are no known word.

    Parents make names that no list has: 陽翔, 心春.
    """
    first, last = _usual_letters()
    return len(name) == 2 and name[0] in first and name[1] in last and name not in _words()


def looks_like_surname(name: str) -> bool:
    """Whether two or three letters begin and end as surnames do: 東海林, 月見里."""
    first, last = _surname_letters()
    return len(name) in (2, 3) and name[0] in first and name[-1] in last and name not in _words()


@cache
def _surname_letters() -> tuple[frozenset[str], frozenset[str]]:
    names = [name for name in surnames() if len(name) > 1]
    last = Counter(name[-1] for name in names)
    ends = frozenset(letter for letter, count in last.items() if count >= _OFTEN_OF_SURNAMES)
    return frozenset(name[0] for name in names), ends


@cache
def _words() -> frozenset[str]:
    return frozenset(_WORDS.split())


def short_vowels(romaji: str) -> str:
    """Return a word in Latin letters as passports have it: Ono for 大野 and for 小野."""
    return re.sub(r"o[ou]|oh(?![aeiouy])", "o", romaji.lower().replace("uu", "u"))


def _in_both_kana(readings: Iterable[str]) -> frozenset[str]:
    hiragana = set(readings)
    return frozenset(hiragana | {reading.translate(_KATAKANA) for reading in hiragana})


@cache
def _dataset() -> tuple[NameDict, NameDict, LastNameDict]:
    from japanese_personal_name_dataset import load_dataset  # noqa: PLC0415 - only for names

    return load_dataset(include_last_names=True)
