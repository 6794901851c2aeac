"""Rows of kanji, in which names are found."""

from __future__ import annotations

import re

__all__ = ["KANJI", "ROW"]

KANJI = r"々〆\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
ROW = re.compile(rf"[{KANJI}](?:[{KANJI}]|[ノツッヶケ](?=[{KANJI}]))*")
