"""Made-up values of the later held-out parts: other names, any spacing, and English."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from random import Random

from tests.unit.guard import made_values as made

_SURNAMES = """
浅野 荒井 石原 岩田 内山 榎本 大島 岡崎 奥村 片山 川口 川崎 北村 桑原 小松 榊原 桜井 島田
白石 菅野 須藤 高野 竹中 田辺 塚本 土屋 富田 永井 中西 成田 新田 西川 浜田 早川 樋口 平田
広瀬 福井 古川 堀 本田 松岡 三宅 宮田 村松 望月 森本 安田 矢野 山内 吉川 吉村 渡部 香西
大平 植田 川田 合田 宮武 真部 佃 溝渕 藤沢 安西 長尾 穴吹 鎌田 細川 久保田 石丸 亀井 国方
葛西 森岡 豊田 佐竹 東原 六車 蓮井 間嶋 筒井 大熊 多賀 玉木 辻 津村 鳥居 中條 仁木 沼田
野崎 羽田 日下 深谷 別所 星野 牧野 水谷 室井 森川 八木 結城 米田 若林 脇 神野 黒木 向井
"""
_GIVEN = """
結菜 陽葵 芽依 咲良 凪 律 朔 碧 大和 蒼 新 悠人 暖 琴音 彩乃 美月 瑞希 航平 康平 慎一 秀樹
雅之 正人 哲也 和彦 克己 昭 弘 靖子 千鶴 悦子 順子 佳代 美智子 貴子 理恵 早苗 亜希子 麻衣
香織 里奈 奈々 友美 綾香 千尋 恵美 政子 フミ トメ みどり あかり つばさ 圭介 裕介 慶太 洋平
淳一 孝之 信行 秀明 幸雄 光男 武志 寛 修 徹 豊 守 薫 渚 歩
"""
_ENGLISH = """
Yamada Tanaka Sato Suzuki Watanabe Kobayashi Onishi Miyoshi Nakagawa Fujita Hamada Kubota Smith
Johnson Nguyen Garcia
"""
_ENGLISH_GIVEN = "Hanako Taro Kenji Yuki Misaki Daisuke Ryo Mary John Linh Maria Keiko Akira Sakura"
_MONTHS = "January February March April May June July August September October November December"
_TOWNS = (
    *("Bancho, Takamatsu-shi, Kagawa", "Hamanocho, Takamatsu City, Kagawa Prefecture"),
    *("Nishiki-machi, Takamatsu", "Uchimachi, Takamatsu, Kagawa 760-0025, Japan"),
    *("Kita-ku, Okayama-shi, Okayama", "Higashida-cho, Naka-ku, Nagoya"),
)
_DIVIDERS = (*made.DASHES, "-", "-", " ", " ", "　", "", ".", "/", "・", " - ", "_")

SURNAMES, GIVEN = tuple(_SURNAMES.split()), tuple(_GIVEN.split())
_HALF = {
    unicodedata.normalize("NFKC", chr(code)): chr(code)
    for code in (*range(0xFF66, 0xFF9E), 0xFF9E, 0xFF9F)
}


def _name(rng: Random) -> str:
    divider = rng.choice(("", "", " ", "　"))
    return f"{rng.choice(SURNAMES)}{divider}{rng.choice(GIVEN)}"


def _half_kana_name(rng: Random) -> str:
    surname, given = (
        rng.choice(made.READINGS).split(":")[0],
        rng.choice(made.READINGS).split(":")[1],
    )
    letters = unicodedata.normalize("NFD", f"{surname} {given}")
    half = letters.replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
    return "".join(_HALF.get(letter, letter) for letter in half)


def any_spacing(rng: Random, digits: str, usual: tuple[int, ...]) -> str:
    """Write digits as somebody might: every digit apart, groups of any size, any divider, wide."""
    divider, size = rng.choice(_DIVIDERS), rng.choice((2, 3, 4, 6))
    parts = made.cut(digits, usual)
    if rng.random() < 0.4:
        parts = [digits[start : start + size] for start in range(0, len(digits), size)]
    elif rng.random() < 0.3:
        parts, divider = list(digits), rng.choice((" ", "　"))
    written = divider.join(parts)
    return written.translate(made.WIDE) if rng.random() < 0.3 else written


def _card_any(rng: Random) -> str:
    return any_spacing(rng, number := made.card(rng), made.card_groups(number))


def _resident_record_code(rng: Random) -> str:
    ten = "".join(str(rng.randrange(10)) for _ in range(10))
    weights = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    total = sum(int(digit) * weight for digit, weight in zip(ten, weights, strict=True))
    return ten + str(0 if total % 11 < 2 else 11 - total % 11)


def _no_number(rng: Random) -> str:
    number = made.my_number(rng)
    return "99" + number[2:11] + str((int(made.my_check("99" + number[2:11])) + 1) % 10)


def _digits(count: int, *, wide: bool = False) -> Callable[[Random], str]:
    def make(rng: Random) -> str:
        rest = "".join(str(rng.randrange(10)) for _ in range(count - 1))
        number = f"{rng.randrange(1, 10)}{rest}"
        return number.translate(made.WIDE) if wide else number

    return make


def _english_name(rng: Random) -> str:
    surname, given = rng.choice(_ENGLISH.split()), rng.choice(_ENGLISH_GIVEN.split())
    forms = (f"{given} {surname}", f"{surname} {given}", f"{surname.upper()} {given}")
    return rng.choice((*forms, f"{surname}, {given}", f"{surname.upper()}, {given}"))


def _english_birth(rng: Random) -> str:
    month, day, year = rng.choice(_MONTHS.split()), rng.randrange(1, 29), rng.randrange(1930, 2020)
    short = f"{day} {month[:3]} {year}"
    number = f"{day:02}/{rng.randrange(1, 13):02}/{year}"
    forms = (f"{month} {day}, {year}", f"{day} {month} {year}", short, number)
    return rng.choice((*forms, f"{year}-{rng.randrange(1, 13):02}-{day:02}"))


def _english_phone(rng: Random) -> str:
    area, middle, last = made.phone(rng)
    if area == "0120":
        area, middle = "087", f"8{middle[:2]}"
        last = f"{last:0>4}"
    abroad = area[1:]
    forms = (f"+81 {abroad} {middle} {last}", f"+81-{abroad}-{middle}-{last}")
    return rng.choice((*forms, f"+81 (0){abroad}-{middle}-{last}", f"{area}-{middle}-{last}"))


def _english_address(rng: Random) -> str:
    house = "-".join(str(rng.randrange(1, 30)) for _ in range(rng.choice((2, 3))))
    room = rng.choice(("", "", f"Room {rng.randrange(101, 900)}, ", f"#{rng.randrange(101, 900)} "))
    return f"{room}{house} {rng.choice(_TOWNS)}"


NEWER_MAKERS: dict[str, Callable[[Random], str]] = {
    "new-name": _name,
    "new-surname": lambda rng: rng.choice(SURNAMES),
    "new-given": lambda rng: rng.choice(GIVEN),
    "half-kana-name": _half_kana_name,
    "my-number-any": lambda rng: any_spacing(rng, made.my_number(rng), (4, 4, 4)),
    "card-any": _card_any,
    "resident-record-code": _resident_record_code,
    "en-name": _english_name,
    "en-surname": lambda rng: rng.choice(_ENGLISH.split()),
    "en-birth": _english_birth,
    "en-phone": _english_phone,
    "en-address": _english_address,
    # What only looks like it.
    "en-date": _english_birth,
    "d1": _digits(1),
    "d2": _digits(2),
    "d3": _digits(3),
    "d9": _digits(9),
    "d12": _no_number,
    "n1": lambda rng: str(rng.randrange(1, 10)),
    "n2": lambda rng: str(rng.randrange(10, 60)),
    "w4": _digits(4, wide=True),
    "w6": _digits(6, wide=True),
}
KIND_OF_NEWER = {
    "new-name": "name",
    "new-surname": "name",
    "new-given": "name",
    "half-kana-name": "name",
    "my-number-any": "my-number",
    "card-any": "card",
    "en-name": "name",
    "en-surname": "name",
    "en-birth": "birth-date",
    "en-phone": "phone",
    "en-address": "postal-address",
}
HARMLESS_OF_NEWER = frozenset(["en-date", "d1", "d2", "d3", "d9", "d12", "n1", "n2", "w4", "w6"])
