"""Write questions to a model, citizens' mails, city pages and a model's drafts with mistakes.

Usage: ``python make_data.py [--to DIR] [--seed N]``. The same seed gives the same bytes.
Nothing here is real: the city, its pages, fees and people are made up, and no number is anybody's.
The drafts are written for teaching, by this program; they say so. What a real model gave is marked
as recorded, with its name and day.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 20261116
DAY = "2026-11-30"
ABOUT = "教材として書いた下書き。まちがいをふくむことがある"
RIGHT, WRONG, MISSING = "出典どおり", "出典とちがう", "出典にない"
HAND_TOPIC = "粗大ごみの出し方"  # its draft is judged by the learner, claim by claim
QUESTIONS_SHOWN = 6
QUESTION_KINDS = ("聞いてよい", "個人情報", "公開前", "守りの設定")
QUESTION_COUNTS = (2, 2, 1, 1)
NAMES = (
    "中村 花子",
    "小林 健太",
    "加藤 美咲",
    "吉田 勇太",
    "山口 さくら",
    "松本 大輔",
    "青木 直子",
)

# kind / a question that a colleague wants to ask / "= " why
QUESTIONS = """
聞いてよい
公開している「ごみの分け方」のページの文を、小学生にも分かる200字にしてください。
= 公開している文を、やさしく書きかえるだけです。

聞いてよい
防災訓練のお知らせの、見出しの案を5つ考えてください。
= だれの情報も、公開前の情報も入っていません。

聞いてよい
表計算で、2つの日付の間の日数を出す式を教えてください。
= 道具の使い方の質問で、市の情報は入っていません。

聞いてよい
会議の司会の進め方を、15分の打ち合わせ用に箇条書きにしてください。
= 一般的な進め方の質問です。

聞いてよい
市の公開ページにある図書館の利用案内を、英語の下書きに直してください。
= 公開している文の翻訳です。出た訳は、人が確かめます。

個人情報
中村花子さん（電話 090-0000-1122）からの苦情に、おわびの返事を書いてください。
= 氏名と電話番号が入っています。用件だけを聞けば足ります。

個人情報
さくら町で1軒だけの酒蔵の、80代の店主の介護の相談です。使える制度を教えてください。
= 名前がなくても、だれのことか分かってしまいます。

個人情報
職員番号00123の職員が病気で3か月休みます。引きつぎ表の案を作ってください。
= 職員の健康の情報です。職員番号を外しても、課の中では分かります。

個人情報
税の滞納が続く3世帯の名前と住所を貼ります。督促の文を作ってください。
= 氏名と住所と、税の情報です。文の型だけなら、だれの情報もなしに聞けます。

個人情報
昨日の虐待の相談の記録をそのまま貼るので、要点を3つにまとめてください。
= 相談の記録は、とくに慎重に扱う個人情報です。

公開前
来月発表する、来年度の保育料の改定案（未発表）を要約してください。
= まだ公開していない市の情報です。

公開前
入札の前の、橋の工事の予定価格の一覧をそのまま貼ります。誤字を直してください。
= 予定価格は、入札の前には外に出せません。

公開前
市長の人事異動の案を貼ります。お知らせの文にしてください。
= 発表の前の人事の情報です。

守りの設定
庁内ネットワークの機器の設定ファイルを貼るので、まちがいを探してください。
= 設定の中身は、攻撃に使われるおそれがあります。

守りの設定
つながらないので、共有の管理者のパスワードと手順書を貼って質問します。
= パスワードは、どこにも貼ってはいけません。

守りの設定
サーバーの監視カメラの位置と、入室の暗証番号の表を整えてください。
= 庁舎の守りの情報です。
"""

# "# " topic, office; then slots with their possible values; then facts of three lines:
# s: the city's page says / o: a draft says the same / w: a draft says something else;
# x: something that the page does not say at all
TOPICS = """
# 粗大ごみの出し方 環境課
days 3 5 7
fee 300 400 500
most 3 5 10
s 粗大ごみは、収集日の{days}日前までに、電話か市のサイトで申し込みます。
o 申し込みは、収集日の{days}日前までに、電話か市のサイトでできます。
w 申し込みは、収集日の{days_}日前までに、電話か市のサイトでできます。
s 手数料は1点につき{fee}円です。
o 手数料は1点につき{fee}円です。
w 手数料は1点につき{fee_}円です。
s 1回に出せるのは{most}点までです。
o 1回に出せるのは{most}点までです。
w 1回に出せるのは{most_}点までです。
s 申し込みのない粗大ごみは、収集しません。
o 申し込みのない粗大ごみは、収集されません。
w 申し込みのない粗大ごみも、収集日に出せば収集されます。
x 引っ越しをする人は、割引の券をもらえます。

# 住民票の写し 市民課
fee 250 300 350
shop 150 200 220
close 21 22 23
s 住民票の写しの手数料は、窓口では1通{fee}円です。
o 窓口での手数料は、住民票の写し1通{fee}円です。
w 窓口での手数料は、住民票の写し1通{fee_}円です。
s コンビニ交付の手数料は1通{shop}円です。
o コンビニ交付の手数料は1通{shop}円です。
w コンビニ交付の手数料は1通{shop_}円です。
s コンビニ交付は、夜{close}時まで使えます。
o コンビニ交付は、夜{close}時まで使えます。
w コンビニ交付は、夜{close_}時まで使えます。
s 代理の人が請求するときは、委任状が必要です。
o 代理の人が請求するときは、委任状が必要です。
w 代理の人が請求するときも、委任状は必要ありません。
x 市外の家族あてなら、速達の送料を市が負担します。

# 図書館の貸し出し 生涯学習課
books 8 10 15
weeks 2 3
week 1 2
s 本は1人{books}冊まで、{weeks}週間借りられます。
o 本は1人{books}冊まで、{weeks}週間借りられます。
w 本は1人{books_}冊まで、{weeks}週間借りられます。
s 次の予約がない本は、{week}回だけ期間をのばせます。
o 次の予約がない本は、{week}回だけ期間をのばせます。
w 次の予約がない本は、{week_}回まで期間をのばせます。
s はじめて借りるときは、住所の分かるものが必要です。
o はじめて借りるときは、住所の分かるものが必要です。
w はじめて借りるときも、住所の分かるものは必要ありません。
s 返すときは、閉館中でも入口の返却ポストが使えます。
o 閉館中でも、入口の返却ポストに返すことができます。
w 閉館中は、入口の返却ポストに返すことができません。
x 延滞した人には、罰金のはがきが届きます。

# 体育館の予約 スポーツ課
months 1 2 3
fee 600 800 1000
hours 2 3 4
s 体育館は、使う日の{months}か月前から予約できます。
o 予約は、使う日の{months}か月前からできます。
w 予約は、使う日の{months_}か月前からできます。
s 使用料は、半面{hours}時間で{fee}円です。
o 使用料は、半面{hours}時間で{fee}円です。
w 使用料は、半面{hours}時間で{fee_}円です。
s 予約を取り消すときは、前の日までに電話で伝えてください。
o 予約を取り消すときは、前の日までに電話で伝えます。
w 予約を取り消すときも、電話で伝える必要はありません。
s 電話での受付は、朝9時から午後5時までです。
o 電話での受付は、朝9時から17時までです。
w 電話での受付は、朝9時から18時までです。
x 大会で優勝したチームは、次の年の抽選が免除されます。

# 学童クラブの申し込み 子育て支援課
month 10 11 12
fee 4000 5000 6000
grade 4 5 6
s 学童クラブの申し込みは、毎年{month}月に受け付けます。
o 申し込みは、毎年{month}月に受け付けます。
w 申し込みは、毎年{month_}月に受け付けます。
s 費用は月{fee}円です。
o 費用は月{fee}円です。
w 費用は月{fee_}円です。
s 対象は、小学{grade}年生までです。
o 対象は、小学{grade}年生までです。
w 対象は、小学{grade_}年生までです。
s 申し込みには、勤め先の証明が必要です。
o 申し込みには、勤め先の証明が必要です。
w 申し込みに、勤め先の証明は必要ありません。
x 祖父母と住む家庭は、優先して入れます。

# 市民農園の利用 農政課
size 15 20 30
fee 3000 5000 6000
years 1 2 3
s 市民農園は、1区画{size}平方メートルです。
o 市民農園の1区画は、{size}平方メートルです。
w 市民農園の1区画は、{size_}平方メートルです。
s 利用料は、1区画につき年{fee}円です。
o 利用料は、1区画につき年{fee}円です。
w 利用料は、1区画につき年{fee_}円です。
s 利用できる期間は{years}年です。
o 利用できる期間は{years}年です。
w 利用できる期間は{years_}年です。
s 農機具の貸し出しは、月曜から金曜までです。
o 農機具の貸し出しは、土日をのぞく週5日です。
w 農機具の貸し出しは、土日もふくめて毎日です。
s 作った野菜を売ることはできません。
o 作った野菜を売ることはできません。
w 作った野菜を売ることもできます。
x 道具と苗は、農家の人が毎週配ってくれます。

# 防災ラジオの貸し出し 危機管理課
fee 1000 1500 2000
age 65 70 75
days 10 14 20
s 防災ラジオは、1世帯に1台を{fee}円で貸し出します。
o 防災ラジオは、1世帯に1台、{fee}円で貸し出します。
w 防災ラジオは、1世帯に1台、{fee_}円で貸し出します。
s {age}歳以上の人だけの世帯は、無料です。
o {age}歳以上の人だけの世帯は、無料です。
w {age_}歳以上の人だけの世帯は、無料です。
s 申し込みから{days}日ほどで届きます。
o 申し込みから{days}日ほどで届きます。
w 申し込みから{days_}日ほどで届きます。
s 市の外へ引っ越すときは、返してください。
o 市の外へ引っ越すときは、返します。
w 市の外へ引っ越すときも、返す必要はありません。
x 停電の間は、電池を市役所で交換してもらえます。

# 敬老バスカード 高齢福祉課
age 70 72 75
price 50 100 150
days 7 10 14
s 敬老バスカードは、{age}歳の誕生日から使えます。
o 敬老バスカードは、{age}歳の誕生日から使えます。
w 敬老バスカードは、{age_}歳の誕生日から使えます。
s 市内のバスに1回{price}円で乗れます。
o 市内のバスに1回{price}円で乗れます。
w 市内のバスに1回{price_}円で乗れます。
s 申請から{days}日ほどで、家に届きます。
o 申請から{days}日ほどで、家に届きます。
w 申請から{days_}日ほどで、家に届きます。
s カードを家族が代わりに使うことはできません。
o カードを家族が代わりに使うことはできません。
w カードは、家族が代わりに使うこともできます。
x となりの県の電車でも、割引を受けられます。
"""

# subject / what a citizen writes; {name}, {given}, {phone}, {mail}, {number} are put in
MAILS = """
粗大ごみの出し方
たんすを出したいです。申し込みの方法を教えてください。{name}、電話は{phone}です。

住民票の写し
{name}と申します。手数料300円は振りこみでもよいですか。返事は{mail}にください。

学童クラブの申し込み
申請書に番号{number}と書きましたが、合っていますか。{name}（昭和55年4月1日生まれ）

図書館の貸し出し
本を10冊借りています。受付番号R8-0412のことで、{phone}へ電話をください。{given}の母です。

体育館の予約
2026-05-10の予約を取り消したいです。{name}（{phone}、{mail}）

市民農園の利用
会社（法人番号1234567890123）で借りられますか。担当は{family}、電話{phone}です。

防災ラジオの貸し出し
{family}です。個人番号は{number}、電話は{phone}です。番号まで書く必要はありましたか。
"""


# What a very small model really answered, word for word (temperature 0, at most 90 tokens; asked as
# "質問：…\n答え：", as it continues a text).
MODEL = "gemma3-270m-q4-k-m 1.0.0"
RECORDED = (
    (
        "高松市の人口は何人ですか。",
        "10,548人\n\n回答：高松市は人口が少ないと言われています。"
        "しかし、この地域には多くの人が暮らしています。"
        "高松市の人口の多くは、主に農業や漁業に注力しているためです。",
    ),
    (
        "出産したら14日以内に出す届けは何ですか。",
        "10月29日に届くので、15日の出で送るか、16日から送るかのどちらかに応じます。\n\n"
        "回答：10/30に届いたので、17日に送ります。",
    ),
)


@dataclass(frozen=True)
class Fact:
    """What a page says, a draft's sentence that agrees with it, and one that does not."""

    source: str
    right: str
    wrong: str


@dataclass(frozen=True)
class Topic:
    """A page of the city with its facts, and something that it does not say."""

    name: str
    office: str
    facts: tuple[Fact, ...]
    extra: str


@dataclass(frozen=True)
class Claim:
    """A sentence of a draft, with the label and the reason that a person gave it."""

    topic: str
    text: str
    label: str
    reason: str


def list_blocks(text: str) -> list[list[str]]:
    """Return the lines of each block; an empty line ends a block."""
    return [block.splitlines() for block in text.strip().split("\n\n")]


def draw_topic(lines: Sequence[str], rng: np.random.Generator) -> Topic:
    """Read a block of TOPICS and draw its figures: ``fee`` is right, ``fee_`` another one."""
    name, office = lines[0].removeprefix("# ").split()
    values: dict[str, str] = {}
    for line in lines[1:]:
        if line[:2] in ("s ", "o ", "w ", "x "):
            continue
        slot, *offered = line.split()
        picked = rng.permutation(len(offered))
        values[slot], values[f"{slot}_"] = offered[picked[0]], offered[picked[1]]
    said = {
        mark: [line[2:].format(**values) for line in lines if line.startswith(mark)]
        for mark in ("s ", "o ", "w ", "x ")
    }
    facts = tuple(Fact(*three) for three in zip(said["s "], said["o "], said["w "], strict=True))
    return Topic(name, office, facts, said["x "][0])


def draw_claims(topic: Topic, rng: np.random.Generator) -> list[Claim]:
    """Draw a draft: each fact right or wrong, and perhaps something that the page does not say.

    The draft that learners judge by eye always has a wrong figure, a wrong word and an addition.
    """
    by_eye = topic.name == HAND_TOPIC
    whole = rng.random() < 0.3 and not by_eye
    wrong = [rng.random() < 0.3 and not whole for _ in topic.facts]
    added = bool(rng.random() < 0.5 and not whole)
    if by_eye:
        figure = int(rng.integers(3))
        wrong, added = [n == figure for n in range(3)] + [True], True
    claims = [
        Claim(topic.name, fact.wrong, WRONG, f"市のページ：{fact.source}")
        if off
        else Claim(topic.name, fact.right, RIGHT, f"市のページ：{fact.source}")
        for fact, off in zip(topic.facts, wrong, strict=True)
    ]
    if added:
        reason = "市のページには、このことが書かれていません。"
        claims.insert(int(rng.integers(1, 5)), Claim(topic.name, topic.extra, MISSING, reason))
    return claims


def draw_questions(rng: np.random.Generator) -> tuple[list[list[str]], list[list[str]]]:
    """Draw the questions that learners judge; return them and the rest, with kind and reason."""
    blocks = [[lines[0], lines[1], lines[2].removeprefix("= ")] for lines in list_blocks(QUESTIONS)]
    asked: list[list[str]] = []
    for kind, count in zip(QUESTION_KINDS, QUESTION_COUNTS, strict=True):
        here = [block for block in blocks if block[0] == kind]
        asked += [here[i] for i in rng.permutation(len(here))[:count]]
    rest = [block for block in blocks if block not in asked]
    mixed = [rest[i] for i in rng.permutation(len(rest))]
    return [asked[i] for i in rng.permutation(len(asked))], mixed


def find_check_digit(digits: str) -> str:
    """Return the check digit of an individual number's first eleven digits."""
    weights = [n + 1 if n <= 6 else n - 5 for n in range(1, 12)]
    total = sum(int(d) * w for d, w in zip(reversed(digits), weights, strict=True))
    rest = total % 11
    return str(0 if rest <= 1 else 11 - rest)


def widen(text: str) -> str:
    """Write digits and hyphens in full width."""
    return text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"})


def draw_mails(rng: np.random.Generator) -> list[list[str]]:
    """Put people into the mails; phone numbers and individual numbers begin with many zeros."""
    rows = []
    for number, lines in enumerate(list_blocks(MAILS), start=1):
        family, given = NAMES[number - 1].split()
        digits = f"00000000{int(rng.integers(1000)):03d}"
        whole = digits + find_check_digit(digits)
        last = f"{int(rng.integers(10_000)):04d}"
        phones = (f"090-0000-{last}", f"0000-00-{last}", f"0900000{last}")
        phone = phones[int(rng.integers(3))]
        spaced = " ".join((whole[:4], whole[4:8], whole[8:]))
        values = {
            "name": f"{family}{given}" if rng.random() < 0.5 else f"{family} {given}",
            "family": family,
            "given": given,
            "phone": widen(phone) if rng.random() < 0.4 else phone,
            "mail": f"user{int(rng.integers(100, 999))}@example.com",
            "number": (whole, spaced, widen(whole))[int(rng.integers(3))],
        }
        names = "、".join((family, given, f"{family}{given}", f"{family} {given}"))
        rows.append([f"R8-{number:04d}", lines[0], names, "".join(lines[1:]).format(**values)])
    return rows


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write rows as UTF-8 with a byte-order mark, which Excel reads."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    path.write_bytes(buffer.getvalue().encode("utf-8-sig"))


def write_answers(path: Path, drafts: Sequence[Sequence[Claim]]) -> None:
    """Write each draft as written for teaching, and what a model said as recorded, one a line."""
    lines = []
    for claims in drafts:
        prompt = f"「{claims[0].topic}」について、市民への返事の下書きを書いてください。"
        answer = "\n".join(claim.text for claim in claims)
        entry = {"prompt": prompt, "answer": answer, "kind": "written", "when": DAY, "about": ABOUT}
        lines.append(json.dumps(entry, ensure_ascii=False) + "\n")
    for prompt, answer in RECORDED:
        told = {"prompt": prompt, "answer": answer, "kind": "recorded", "model": MODEL, "when": DAY}
        lines.append(json.dumps(told, ensure_ascii=False) + "\n")
    path.write_bytes("".join(lines).encode("utf-8"))


def main() -> None:
    """Write the data files below the target folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="DIR")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    rng = np.random.Generator(np.random.PCG64(options.seed))
    folder = options.to / "data"
    folder.mkdir(parents=True, exist_ok=True)
    asked, rest = draw_questions(rng)
    shown = [[f"案{n}", block[1]] for n, block in enumerate(asked, start=1)]
    write_csv(folder / "questions.csv", [["番号", "聞きたい文"], *shown])
    practice = [[block[1], block[0], block[2]] for block in rest]
    write_csv(folder / "examples.csv", [["聞きたい文", "判断", "理由"], *practice])
    write_csv(folder / "mails.csv", [["受付番号", "件名", "名前", "本文"], *draw_mails(rng)])
    topics = [draw_topic(lines, rng) for lines in list_blocks(TOPICS)]
    pages = [
        [f"S{n:02d}", topic.name, topic.office, "".join(fact.source for fact in topic.facts)]
        for n, topic in enumerate(topics, start=1)
    ]
    write_csv(folder / "sources.csv", [["番号", "題名", "担当課", "本文"], *pages])
    drafts = [draw_claims(topic, rng) for topic in topics]
    write_answers(folder / "ai-answers.jsonl", drafts)
    judged = [
        [claim.topic, claim.text, claim.label, claim.reason]
        for claims in drafts
        for claim in claims
        if claim.topic != HAND_TOPIC
    ]
    write_csv(folder / "claims.csv", [["件名", "主張", "人の判定", "理由"], *judged])


if __name__ == "__main__":
    main()
