"""Given names that the data set does not have: of the very young, and of the very old."""

from __future__ import annotations

__all__ = ["MORE_GIVEN_NAMES", "MORE_GIVEN_READINGS"]

_KANJI = """
陽葵 結菜 結愛 芽依 莉子 咲良 美桜 一花 心陽 琴葉 柚葉 彩葉 心結 心春 結月 紬 澪 翠 詩 杏 凛 葵
凪 律 湊 暖 蒼 碧 陽翔 朝陽 陽向 悠真 湊斗 颯真 颯 伊織 蒼空 碧斗 奏汰 結翔 悠斗 悠人 陽斗 瑛太
朔 絃 旭 煌 楓真 蒼真 蒼大 悠翔 陽太 陽大 奏斗 律希 湊翔 結人 朔太郎 蓮斗 蒼介 凪沙 彩乃 彩羽
莉央 莉愛 莉桜 紬葵 咲希 咲茉 茉白 茉莉 心羽 心愛 心咲 結衣 結心 結葵 優月 優羽 優奈 花音 花奈
和奏 楓花 柚希 柚月 詩織 朱莉 杏奈 美緒 美羽 美結 琉生 琉斗 碧人 陽稀 悠希 悠陽 悠生 新太 蒼士
律人 暖人 暁斗 柊斗 柊真 葉月 晴 晴翔 晴斗 晴太 絢斗 惺 櫂 丈 仁 岳 歩 渚 修
"""
_READINGS = """
トメ フミ ハル キヨ ヨシ スエ ツネ ハナ マツ イネ タケ シズ ヒサ ミツ サト チヨ トシ キク ヨネ
フサ ウメ タネ カネ ツル カメ セツ ミネ コト ナミ タマ ヒデ シゲ ムメ ハツ カツ フジ テル ノブ
マサ ミヨ タツ トク ヤス ワカ ソノ モト スミ イト キン クニ シマ ヨリ アキ ヒナ リン メイ ユイ
サラ リコ ミオ ヒマリ エマ ユナ
"""
MORE_GIVEN_NAMES = frozenset(_KANJI.split())
MORE_GIVEN_READINGS = frozenset(_READINGS.split())
"""In katakana, as the old ones are written."""
