"""Personal data that nobody has: made at random, with the check digits and forms of real ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "guard"
WIDE = str.maketrans("0123456789-() ", "０１２３４５６７８９－（）　")
KANJI = str.maketrans("0123456789", "〇一二三四五六七八九")
WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
BRANDS = (
    *(("4", 16), ("51", 16), ("55", 16), ("2221", 16)),
    *(("3540", 16), ("37", 15), ("36", 14), ("62", 16)),
)
DASHES = "-－‐−ー–ｰ―"
_AREAS = """
011 03 06 022 045 052 075 078 082 087 088 092 095 096 098 0123 0138 0166 0178 0187 0192
0220 0229 0242 0258 0263 0276 0285 0297 0467 0470 0480 0532 0547 0553 0567 0576 0584 0598
0721 0737 0742 0749 0763 0772 0790 0794 0823 0838 0854 0863 0868 0875 0877 0879 0883 0889
0893 0898 0930 0942 0955 0968 0977 0985 0997 01267 04992 05979 07468 08387 09913
"""
_SURNAMES = """
佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林
斎藤 清水 山崎 森 池田 橋本 阿部 石川 山下 中島 石井 小川 前田 岡田 長谷川 藤田 後藤 近藤
村上 遠藤 青木 坂本 斉藤 福田 太田 西村 藤井 金子 岡本 藤原 中野 三浦 原田 中川 松田 竹内
小野 田村 中山 和田 石田 森田 上田 原 内田 柴田 酒井 宮崎 横山 高木 安藤 宮本 大野 谷口
今井 高田 丸山 増田 杉山 村田 大塚 小山 平野 藤本 河野 上野 武田 野口 松井 千葉 菅原 岩崎
久保 木下 佐野 野村 松尾 菊地 大西 真鍋 香川 三木 髙橋 渡邉 齋藤 山﨑 濵田 十河 漆原 三好
多田 尾崎 綾 豊嶋
"""
_RARE_SURNAMES = """
小鳥遊 四月一日 勅使河原 薬袋 御手洗 一尺八寸 月見里 東海林 栗花落 五百旗頭 百目鬼 樋渡
帆足 鷲見 纐纈
"""
_GIVEN = """
太郎 花子 一郎 健一 誠 和子 美咲 陽菜 翔太 大輔 直樹 裕子 由美子 恵子 久美子 智子 浩 隆 茂
清 実 博 進 勇 正 健 学 さくら ひかり 結衣 蓮 陽翔 湊 葵 凛 楓 悠真 颯太 美優 七海 遥 愛
優 拓也 健太 和也 達也 雄一 幸子 節子 文子 千代子 キヨ ハル 義雄 正雄 三郎 敏夫 勝 信夫
洋子 明美 真由美 恭子 純子 紀子 真一 康弘 英樹 聡 俊介 亮介 彩花 菜摘 莉子 心春 樹 朝陽
伊織
"""
_READINGS = """
サトウ:タロウ スズキ:ハナコ タカハシ:ケンイチ タナカ:マコト ワタナベ:カズコ
ヤマモト:ミサキ ナカムラ:ショウタ コバヤシ:ダイスケ カトウ:ナオキ ヨシダ:ユウコ
ヤマダ:ユミコ ササキ:ケイコ マツモト:トモコ イノウエ:ヒロシ キムラ:タカシ オオニシ:シゲル
シミズ:キヨシ ハセガワ:ミノル フジワラ:サクラ ミヨシ:ヒカリ
"""


AREAS = tuple(_AREAS.split())
SURNAMES = tuple(_SURNAMES.split())
RARE_SURNAMES = tuple(_RARE_SURNAMES.split())
GIVEN = tuple(_GIVEN.split())
READINGS = tuple(_READINGS.split())


def my_number(rng: Random) -> str:
    """Twelve digits, the last one right."""
    eleven = "".join(str(rng.randrange(10)) for _ in range(11))
    return eleven + my_check(eleven)


def wrong_my_number(rng: Random) -> str:
    """Twelve digits, the last one wrong, and no licence either."""
    number = my_number(rng)
    eleven = "98" + number[2:11]
    return eleven + str((int(my_check(eleven)) + rng.randrange(1, 10)) % 10)


def my_check(eleven: str) -> str:
    """The last digit of a number of twelve."""
    total = sum(int(digit) * weight for digit, weight in zip(eleven, WEIGHTS, strict=True))
    return str(0 if total % 11 < 2 else 11 - total % 11)


def corporate_number(rng: Random) -> str:
    """Thirteen digits, the first one right."""
    rest = "".join(str(rng.randrange(10)) for _ in range(12))
    total = sum(int(digit) * (1 + place % 2) for place, digit in enumerate(rest[::-1]))
    return f"{9 - total % 9}{rest}"


def licence(rng: Random) -> str:
    """Twelve digits of a driving licence."""
    police = rng.choice((10, 20, 30, 44, 45, 54, 62, 63, 72, 73, 80, 81, 82, 90, 97))
    ten = f"{police}{rng.randrange(10**8):08}"
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    total = sum(int(digit) * weight for digit, weight in zip(ten, weights, strict=True))
    return f"{ten}{(11 - total % 11) % 10}{rng.choice('0001')}"


def card(rng: Random) -> str:
    """A card number of one of the brands."""
    start, length = rng.choice(BRANDS)
    body = start + "".join(str(rng.randrange(10)) for _ in range(length - len(start) - 1))
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


def card_groups(number: str) -> tuple[int, ...]:
    """How its digits stand on the card."""
    return {14: (4, 6, 4), 15: (4, 6, 5)}.get(len(number), (4, 4, 4, 4))


def phone(rng: Random) -> tuple[str, ...]:
    """The groups of a phone number, as they are to be written."""
    last = f"{rng.randrange(10000):04}"
    if rng.random() < 0.5:
        mobile = rng.choice(("090", "080", "070", "050"))
        return mobile, f"{rng.randrange(1000, 10000)}", last
    if rng.random() < 0.15:
        return "0120", f"{rng.randrange(100, 1000)}", last[1:]
    area = rng.choice(AREAS)
    middle = "".join(str(rng.randrange(10)) for _ in range(5 - len(area)))
    first = rng.choice("23456789") if len(area) < 6 else ""
    return area, first + middle, last


def cut(digits: str, groups: Sequence[int]) -> list[str]:
    """Cut digits into groups."""
    parts, start = [], 0
    for size in groups:
        parts.append(digits[start : start + size])
        start += size
    return parts


def in_some_form(rng: Random, parts: Sequence[str], *, kanji: bool = True) -> str:
    """Write groups of digits as people do: any dash, spaces, none; full width or kanji."""
    divider = rng.choice([*DASHES, "-", "-", " ", "　", ""])
    written = divider.join(part for part in parts if part)
    if rng.random() < 0.3:
        return written.translate(WIDE)
    if kanji and rng.random() < 0.06:
        return written.translate(KANJI)
    return written


@cache
def towns() -> tuple[tuple[str, str, str], ...]:
    """Prefecture, city and town of 300 real towns, at random; the first half is for tuning."""
    lines = (GOLDEN / "towns.txt").read_text(encoding="utf-8").splitlines()
    parts = [line.split("\t") for line in lines]
    return tuple((region, city, town) for region, city, town in parts)
