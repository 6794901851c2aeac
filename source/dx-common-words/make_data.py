"""Write the word list, scenes, meeting notes and survey of a fictional city hall.

Usage: ``python make_data.py [--to DIR] [--seed N]``. The same seed gives the same bytes.
Nothing here is real: the city, its offices, what people say and what they answered are made up.
"""

from __future__ import annotations

import argparse
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SEED = 20261130
BLANK_SHARE = 0.06
QUIZ_OFFICES = ("市民課", "税務課", "保険年金課", "高齢福祉課", "環境課", "総務課")
# How many people answered; the last three are at the border of what may be shown.
STAFF = (14, 11, 9, 12, 8, 10, 3, 5, 5)
OFFICES = (*QUIZ_OFFICES, "議会事務局", "会計課", "選挙管理委員会事務局")
SILENT_OFFICE = "選挙管理委員会事務局"  # one of its five handed in a blank sheet
TALKS_SHOWN = 6
WRONG_TALKS_SHOWN = 3

# word / what it means / what it is mistaken for / how the two differ
WORDS = """
DX
デジタルを使って、住民サービスと仕事のやり方そのものを良い方へ変えること。
クラウド
道具を入れることが目的ではない。変わった先の姿が先にある。

BPR
いまの手順を一から見直し、やめる・まとめる・順番を変えること（業務改革）。
DX
デジタルを使わなくてもできる。道具を選ぶ前に行う。

RPA
決まった画面操作を、ソフトが人の代わりに同じ順番でくり返すしくみ。
AI-OCR
自分では考えない。画面や手順が変わると止まる。

AI-OCR
紙に書かれた文字や印刷の文字を、データの文字に読み取るしくみ。
RPA
読み取るだけ。読みまちがいがあるので、人の目で確かめる。

生成AI
指示の文から、文章や画像などを新しく作るAI。
RPA
もっともらしいまちがいを書く。個人情報を入れず、出典で確かめて使う。

クラウド
機械を自分で持たず、ネットワークの向こうのサービスとして借りて使う形。
LGWAN
「どこに置いて、どう借りるか」の言葉。つなぐ道の名前ではない。

LGWAN
インターネットから切り離され、自治体どうしをつなぐ行政専用のネットワーク。
クラウド
つなぐ「道」の名前。データを置く「場所」の名前ではない。

API
システムどうしが、決まった形でデータをやり取りするための窓口。
オープンデータ
人ではなくシステムが呼び出す。公開とはかぎらない。

オープンデータ
だれでも再利用できる条件で、機械が読みやすい形で公開したデータ。
API
見せるだけの公表とは違い、加工や再利用をしてよい条件がついている。

EBPM
経験や勘だけでなく、データなどの根拠をもとに施策を決め、効果を確かめること。
KPI
数字を「見る」ことではなく、根拠で「決める」こと。

KPI
目標にどこまで近づいたかを測るために、先に決めておく指標。
EBPM
測るものさしの名前。決め方の名前ではない。

標準化
住民記録や税などの業務システムを、国の標準仕様に合ったものへ移すこと。
BPR
ここではシステムの仕様をそろえること。課の手順書をそろえることではない。
"""

# office, word / scene / "= " why
SCENES = """
市民課 DX
引っ越しの手続きで、住民が3つの課を回って同じ住所を書いている。
一度の入力で済む窓口に変え、住民の体験も職員の仕事も作り直したい。
= 道具を入れる話ではなく、サービスと仕事の形を変える話です。

高齢福祉課 DX
見守りの相談を電話と紙で回していた。家族が夜でもスマホで様子を見られ、
職員は訪問に時間を使えるように、サービスの形から考え直したい。
= デジタルで、サービスと仕事のやり方そのものを変えています。

環境課 DX
粗大ごみの電話予約をただウェブに置きかえるのではなく、
住民が待たず、職員も電話番をしなくてよい姿を決めてから、しくみを選ぶ。
= 変わった先の姿を先に決め、そのためにデジタルを使っています。

総務課 DX
市長の年頭の話。「機械を入れて終わりにせず、
デジタルを使って市役所の仕事と住民サービスを変えていく」。
= 機械を入れることと、仕事とサービスを変えることを分けた言い方です。

税務課 BPR
証明の起案に6人の印が要る。どの印が本当に必要かを1つずつ確かめ、
3人に減らした。新しい機械やソフトは使っていない。
= 手順を一から見直しています。デジタルを使わなくてもできます。

保険年金課 BPR
ソフトを選ぶ前に、申請が届いてから終わるまでの手順を付せんに書き出し、
なくせる手順とまとめられる手順を探した。
= 道具を選ぶ前に、いまの手順を見直しています。

総務課 BPR
毎月の照会の回答を、各課が総務課へ、総務課が企画課へ送っていた。
間の転送をやめ、各課が直接答える流れに変えた。
= 仕事の流れそのものを組みかえています。

市民課 BPR
窓口で同じことを2回聞いていた。受付の順番と分担を書き出し、
聞き取りを1回にまとめる流れに改めた。
= 手順をまとめ、順番を変える見直しです。

市民課 RPA
転入届の内容を、毎回同じ画面の同じ欄へ、職員が手で打っている。
この決まった操作を、ソフトにそのままくり返させたい。
= 決まった画面操作のくり返しを、ソフトに任せる場面です。

税務課 RPA
表計算の一覧から1行ずつ写して、税のシステムの画面に登録している。
毎月同じ操作なので、夜のうちにソフトに打ってもらう。
= 同じ画面操作をくり返すソフトの出番です。

保険年金課 RPA
還付の通知を作る画面操作が、毎日300回。押すボタンの順番はいつも同じ。
人の代わりに、ソフトが同じ順番で押すようにした。
= 順番の決まった操作を、人の代わりにくり返しています。

環境課 RPA
収集車の日報の数字を、決まった3つの画面へ毎夕入力している。
画面の並びが変わったら止まった、と担当者が困っている。
= 画面操作をまねるしくみなので、画面が変わると止まります。

税務課 AI-OCR
手書きの申告書が2万枚届く。数字を読み取ってデータの文字にし、
職員は、まちがいがないかを目で確かめるだけにしたい。
= 紙の手書きの文字を、データの文字に読み取る場面です。

高齢福祉課 AI-OCR
紙で届いた介護のアンケートの手書きの回答を、
スキャナーで取りこみ、文字のデータに直したい。
= 紙の文字を、データの文字に読み取る場面です。

市民課 AI-OCR
昔の紙の台帳に書かれた住所と名前を、打ち直さずに文字データにしたい。
読みまちがいは、職員が元の紙と見くらべて直す。
= 読み取りと、人の目での確かめが組になっています。

保険年金課 AI-OCR
申請書の写真から、記号と番号の文字だけを自動で取り出した。
「8」と「B」をまちがえることがあるので、確認の担当を置いた。
= 画像の文字を読み取るしくみの、よくあるまちがいです。

総務課 生成AI
会議のあいさつ文の下書きを、指示を書いて作らせた。
文はなめらかだが、来賓の役職がまちがっていた。
= 指示から文章を作り、もっともらしいまちがいも書くAIです。

環境課 生成AI
「ごみの分け方を小学生向けに200字で」と頼むと、説明の文を作ってくれた。
市の決まりと違う品目が1つまじっていた。
= 文章を新しく作るAIです。出典で確かめてから使います。

高齢福祉課 生成AI
介護教室のちらしの文案を5つ考えてもらった。
参加者の名前は入れず、内容は要綱と照らして直した。
= 文案を作るAIを、個人情報を入れずに使った例です。

市民課 生成AI
長い通知文を渡し、「やさしい日本語に言いかえて」と頼んで下書きを得た。
手数料の金額は、元の要綱で確かめてから使う。
= 文を書きかえて作るAIです。数字は必ず出典で確かめます。

総務課 クラウド
グループウェアの機械を庁舎に置くのをやめ、
事業者のサービスを月ごとの料金で借りて使うことにした。
= 機械を持たず、サービスとして借りて使う形です。

環境課 クラウド
台風で庁舎が停電しても、遠くのデータセンターで動く受付サービスは使えた。
市は機械を買わず、利用料をはらっている。
= 機械は借りた先にあり、市は利用料をはらって使っています。

税務課 クラウド
申告の時期だけ処理能力を3倍に増やして借り、終わったら元に戻した。
機械を買い足す必要はなかった。
= 必要な分だけ借りられるのが、この形の特徴です。

高齢福祉課 クラウド
事業者が運営する相談記録のサービスを、市は機械を持たずに借りて使う。
契約では、データをどこの国に置くかを確かめた。
= 自分で機械を持たないからこそ、置き場所を契約で確かめます。

総務課 LGWAN
国や県への報告を、インターネットを通さず、
自治体どうしを結ぶ行政専用のネットワークで送った。
= 行政専用のネットワークそのものの話です。

保険年金課 LGWAN
「この端末は、外のホームページは見られないが、県のシステムにはつながる」。
行政専用の回線につながっているからだ。
= インターネットから切り離された、行政専用のネットワークです。

税務課 LGWAN
ほかの市への税の照会文書を、行政専用の閉じた回線で送る。
一般の人は、この回線に入れない。
= 自治体どうしをつなぐ、閉じた回線のことです。

市民課 LGWAN
メールの添付ファイルを、危ない部分を取りのぞいてから、
インターネットと分かれた行政専用の回線の側へ移す。
= インターネットと分けられた行政専用のネットワークです。

保険年金課 API
健康診断の予約システムが、住民向けアプリからの問い合わせに、
決まった形で「空き枠」を自動で返す。人は画面を操作しない。
= システムどうしがデータをやり取りする窓口です。

環境課 API
天気のサービスの決まった窓口に、市のシステムが1時間ごとに問い合わせ、
雨量の数字を受け取って警報の判断に使っている。
= システムがシステムに、決まった形で問い合わせています。

税務課 API
電子申告のシステムと市の税のシステムが、
ファイルを人が運ばなくても、決まった形の呼び出しで直接つながった。
= 決まった形の呼び出しで、システムどうしがつながっています。

市民課 API
予約サイトの作り手から「空き状況を、うちのプログラムから
直接たずねられる窓口を用意してほしい」と頼まれた。
= プログラムからたずねるための窓口のことです。

環境課 オープンデータ
収集日の一覧を、営利目的でも自由に使ってよい条件をつけ、
CSVで市のサイトに置いた。すると、お知らせアプリを作る人が現れた。
= 再利用してよい条件で、機械が読みやすい形で公開しています。

高齢福祉課 オープンデータ
介護施設の一覧を、出典を書けばだれでも加工してよい条件をつけて、
表の形で公開した。
= 再利用の条件つきで公開したデータです。

総務課 オープンデータ
紙の統計書をPDFで載せるだけでなく、
二次利用できる条件と、機械で読める表をそろえて公開したい。
= 「見せる」から「使ってもらう」公開に変える話です。

税務課 オープンデータ
町ごとの納税義務者数などの統計を、個人が分からない形にまとめ、
だれでも使ってよい条件で表のファイルとして公開した。
= だれでも再利用できる形で公開した統計です。

高齢福祉課 EBPM
「体操教室は効くはずだ」で続けるのをやめ、参加者と似た人たちの
データをくらべ、効果が見えた地区に予算を移すと決めた。
= データを根拠に、施策を決めています。

環境課 EBPM
不法投棄の多い場所と時間を調べ、看板を立てた所と立てていない所の
変化をくらべてから、来年の予算を決めた。
= 根拠をくらべて、次の施策を決めています。

保険年金課 EBPM
受診をすすめるはがきを2種類作り、効果のあった方を全市で使うと決めた。
担当者の好みでは選ばなかった。
= 効果のデータを根拠に、どちらを使うか決めています。

総務課 EBPM
「ほかの市もやっているから」ではなく、課題の数字と期待できる効果の
根拠を並べて、事業をするかどうかを決める会議にした。
= 根拠をもとに施策を決めるやり方です。

市民課 KPI
「今年度の終わりに、証明書のコンビニ交付率を60％に」。
毎月の割合をグラフにして、目標までの近さを見る。
= 目標への近さを測るために、先に決めた指標です。

税務課 KPI
「口座振替の利用率を2年で10ポイント上げる」と先に決め、
その割合を四半期ごとに測って課に貼り出す。
= 先に決めておいた、測るものさしです。

保険年金課 KPI
計画書に「健康診断の受診率45％」と書いた。
毎月の会議では、まずこの数字がいくつになったかを見る。
= 目標への進み具合を見るための指標です。

高齢福祉課 KPI
見守り訪問の事業で、「月の訪問件数」と「つながった割合」を
達成の具合を測る数字として、年度の初めに決めた。
= 達成の具合を測る数字を、先に決めています。

市民課 標準化
住民記録のシステムを、市独自の作りから、
国が定めた仕様に合うものへ、期限を決めて移している。
= 業務システムを国の標準仕様に合わせる取り組みです。

税務課 標準化
固定資産税のシステムは、市だけの改造をやめ、
全国共通の仕様に合った製品へ入れかえることになった。
= 全国共通の仕様に合ったシステムへ移る話です。

保険年金課 標準化
「この帳票は国の仕様に入っていないので、新しいシステムでは出せない」。
仕様をそろえるため、市独自の帳票を見直している。
= 国の標準仕様に合わせるときに起きる話です。

高齢福祉課 標準化
介護保険のシステムを、どの自治体でも同じ仕様のものへ移すため、
データの項目を国の定義に合わせて直している。
= 仕様を国の定義にそろえる作業です。
"""

# office, word that was said, word that fits / what was said
TALKS = """
税務課 RPA AI-OCR
手書きの申告書の数字を読み取ってデータにできるように、RPAを入れたい。

総務課 API 生成AI
会議録の要約の下書きを、APIに文章で頼んで書かせてみた。

環境課 LGWAN オープンデータ
収集日の表を、市民が自由に加工してよい条件で、LGWANとして公開しよう。

市民課 EBPM KPI
「交付率60％」という目標の指標を先に決め、そのEBPMを毎月測っている。

保険年金課 AI-OCR RPA
いつも同じ画面操作を、夜の間にAI-OCRにくり返し打たせている。

高齢福祉課 標準化 クラウド
事業者の機械とサービスを月ぎめで借りて使う、標準化に切りかえた。

総務課 クラウド LGWAN
国への報告は、インターネットと切り離された行政専用のクラウドという回線で送る。

環境課 KPI EBPM
看板のある所とない所のデータをくらべ、根拠で予算を決めた。KPIの考え方だ。

市民課 RPA RPA
転入届を同じ画面の同じ欄へ打つ操作を、RPAに任せた。

総務課 生成AI 生成AI
生成AIの下書きは、出典で確かめてから起案に使う。

環境課 オープンデータ オープンデータ
収集日の表を再利用できる条件で公開し、オープンデータにした。

税務課 標準化 標準化
固定資産税のシステムを国の仕様に合わせる標準化が、来年度に始まる。

高齢福祉課 BPR BPR
ソフトを選ぶ前に、申請から決定までの手順を減らすBPRを先に行った。

保険年金課 KPI KPI
受診率45％をKPIに決めて、毎月の会議で進み具合を見ている。

市民課 API API
予約サイトのプログラムに空き枠を返すAPIを、事業者に用意してもらった。

総務課 クラウド クラウド
庁舎の機械を持たず、月ぎめで借りて使うクラウドのグループウェアに移った。
"""


@dataclass(frozen=True)
class Word:
    """A word, what it means, what it is mistaken for, and how the two differ."""

    name: str
    meaning: str
    mistaken_for: str
    difference: str


@dataclass(frozen=True)
class Scene:
    """A scene of an office's work, the word that fits, and why."""

    office: str
    word: str
    text: str
    reason: str


@dataclass(frozen=True)
class Talk:
    """What somebody of an office said, with the word that was said and the one that fits."""

    office: str
    said: str
    right: str
    text: str


def list_blocks(text: str) -> list[list[str]]:
    """Return the lines of each block; an empty line ends a block."""
    return [block.splitlines() for block in text.strip().split("\n\n")]


def read_scene(lines: Sequence[str]) -> Scene:
    """Read a block of SCENES."""
    office, word = lines[0].split()
    return Scene(office, word, "".join(lines[1:-1]), lines[-1].removeprefix("= "))


def read_talk(lines: Sequence[str]) -> Talk:
    """Read a block of TALKS."""
    office, said, right = lines[0].split()
    return Talk(office, said, right, "".join(lines[1:]))


def draw_quiz(scenes: list[Scene], rng: np.random.Generator) -> list[Scene]:
    """Draw one scene of each office, each for another word."""
    drawn: list[Scene] = []
    for office in QUIZ_OFFICES:
        used = {scene.word for scene in drawn}
        here = [scene for scene in scenes if scene.office == office and scene.word not in used]
        drawn.append(here[int(rng.integers(len(here)))])
    return drawn


def draw_talks(talks: list[Talk], rng: np.random.Generator) -> list[Talk]:
    """Draw some talks in which the word is wrong, the rest right, in a new order."""
    wrong = [talk for talk in talks if talk.said != talk.right]
    right = [talk for talk in talks if talk.said == talk.right]
    picked = [wrong[i] for i in rng.permutation(len(wrong))[:WRONG_TALKS_SHOWN]]
    picked += [right[i] for i in rng.permutation(len(right))[: TALKS_SHOWN - WRONG_TALKS_SHOWN]]
    return [picked[i] for i in rng.permutation(len(picked))]


def draw_answers(words: list[Word], rng: np.random.Generator) -> list[list[str]]:
    """Draw what everybody answered to each word's question; "" where nothing was written."""
    known = dict(zip((word.name for word in words), rng.permutation(len(words)), strict=True))
    rows = []
    for letter, (office, staff) in enumerate(zip(OFFICES, STAFF, strict=True)):
        level = rng.normal(0.0, 0.06)
        for number in range(1, staff + 1):
            silent = office == SILENT_OFFICE and number == staff
            for word in words:
                share = 0.42 + 0.045 * known[word.name] + level
                draws = (rng.random(), rng.random(), rng.random())
                answer = draw_answer(word, words, share, draws)
                person = f"{chr(ord('A') + letter)}{number:02d}"
                rows.append([person, office, word.name, "" if silent else answer])
    return rows


def draw_answer(
    word: Word, words: list[Word], share: float, draws: tuple[float, float, float]
) -> str:
    """Give the right word with a chance of `share`, else mostly the one it is mistaken for."""
    blank, right, other = draws
    if blank < BLANK_SHARE:
        return ""
    if right < share:
        return word.name
    others = [entry.name for entry in words if entry.name != word.name]
    return word.mistaken_for if other < 0.6 else others[int(other * 1000) % len(others)]


def write_csv(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write rows as UTF-8 with a byte-order mark, which Excel reads."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    path.write_bytes(buffer.getvalue().encode("utf-8-sig"))


def main() -> None:
    """Write the data files below the target folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, metavar="DIR")
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    rng = np.random.Generator(np.random.PCG64(options.seed))
    folder = options.to / "data"
    folder.mkdir(parents=True, exist_ok=True)
    words = [Word(*lines) for lines in list_blocks(WORDS)]
    scenes = [read_scene(lines) for lines in list_blocks(SCENES)]
    quiz = draw_quiz(scenes, rng)
    rest = [scene for scene in scenes if scene not in quiz]
    rest.sort(key=lambda scene: OFFICES.index(scene.office))
    talks = draw_talks([read_talk(lines) for lines in list_blocks(TALKS)], rng)
    table = [[word.name, word.meaning, word.mistaken_for, word.difference] for word in words]
    write_csv(folder / "words.csv", [["用語", "意味", "まちがえやすい用語", "見分け方"], *table])
    practice = [[one.office, one.text, one.word, one.reason] for one in rest]
    write_csv(folder / "scenes.csv", [["課", "場面", "用語", "理由"], *practice])
    asked = [[f"場面{n}", one.office, one.text] for n, one in enumerate(quiz, start=1)]
    write_csv(folder / "quiz.csv", [["番号", "課", "場面"], *asked])
    said = [[f"発言{n}", one.office, one.text] for n, one in enumerate(talks, start=1)]
    write_csv(folder / "talks.csv", [["番号", "課", "発言"], *said])
    answers = draw_answers(words, rng)
    write_csv(folder / "survey.csv", [["回答者", "課", "用語", "回答"], *answers])


if __name__ == "__main__":
    main()
