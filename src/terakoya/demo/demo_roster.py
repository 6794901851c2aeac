"""A roster of a fictional city hall, in cp932 with CRLF as Excel in Japan saves it."""

from __future__ import annotations

import random
import re

from terakoya.model import Learner, Tier

__all__ = ["make_learners", "make_roster"]

_HEADER = "職員番号,氏名,所属コード,所属,職位,階層,メール"
_FAMILY = re.findall(
    r"\S+",
    """佐藤 鈴木 髙橋 田中 山﨑 伊藤 渡邊 中村 小林 加藤 吉田 山田 佐々木 松本 井上 木村 林 斎藤
    清水 山口 池田 橋本 石川 前田 藤田 岡田 後藤 長谷川 村上 近藤""",
)
_GIVEN = re.findall(
    r"\S+",
    """陽菜 蓮 結衣 湊 葵 樹 凛 大翔 紬 悠真 咲良 健一 直子 誠 恵子 隆 由美 拓也 真理 翔太 彩 和也
    美穂 剛 千尋 浩二 愛 学 桃子 亮""",
)
_DEPARTMENTS = (
    ("010100", "総務局 総務課"),
    ("010300", "総務局 人事課"),
    ("010510", "総務局 デジタル推進部 デジタル戦略課"),
    ("020110", "財政局 税務部 市民税課"),
    ("030100", "市民局 市民課"),
    ("030120", "市民局 市民課 ①番窓口係"),
    ("030210", "市民局 髙台出張所"),
    ("040100", "健康福祉局 長寿福祉課"),
    ("040200", "健康福祉局 国保・年金課"),
    ("050100", "環境局 環境業務課"),
    ("060300", "都市整備局 道路管理課"),
    ("080100", "教育局 学校教育課"),
)
_POSITIONS = ("主事", "主任主事", "主査", "係長", "課長補佐")


def make_learners(
    count: int, seed: int, *, first: int = 1, tier: Tier = Tier.PRACTITIONER
) -> tuple[Learner, ...]:
    """Make `count` members of staff; the same seed makes the same people.

    Args:
        count: how many.
        seed: who they are.
        first: from which one their staff numbers are counted.
        tier: of all of them.
    """
    chance = random.Random(seed)  # noqa: S311 - made-up people, not secrets
    learners = []
    for number in range(first, first + count):
        code, department = chance.choice(_DEPARTMENTS)
        learner_id = f"{number * 37:06d}"
        learners.append(
            Learner(
                id=learner_id,
                name=f"{chance.choice(_FAMILY)} {chance.choice(_GIVEN)}",
                department_code=code,
                department=department,
                position=chance.choice(_POSITIONS),
                tier=tier,
                email=f"s{learner_id}@city.minato.example",
            )
        )
    return tuple(learners)


def make_roster(learners: tuple[Learner, ...]) -> bytes:
    """Write the learners as a city hall's export has them."""
    lines = [_HEADER]
    for learner in learners:
        person = [learner.id, learner.name, learner.department_code, learner.department]
        lines.append(",".join([*person, learner.position, learner.tier.japanese, learner.email]))
    return ("\r\n".join(lines) + "\r\n").encode("cp932")
