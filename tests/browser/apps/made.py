"""Apps for the tests to visit: the labs', and made-up ones for each trouble."""

from __future__ import annotations

import base64
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from terakoya.faces.app import make_app_notebook

LABS = {"population-ageing": "町", "counter-waiting": "曜日"}
ONE_VISIT = {  # labs whose apps are looked at in one visit each
    "ai-aggregation": "AIの答え",
    "dx-common-words": "課",
    "genai-fact-check": "下書き",
    "god-excel": "調べたい日付",
    "inquiry-triage": "問い合わせの文章",
    "municipal-csv": "調べるファイル",
}
MADE = ("typed", "gallery", "broken", "full", "full-broken", "full-typed")
MADE += ("meeting", "pictures", "full-pictures", "wide", "full-wide", "widgets", "mixed", "much")
MADE += ("charts", "full-charts", "refused")
TYPED = """
number: int = 2  # 数 | 0..9 | 一つ選びます
word: str = "い"  # 語
yes: bool = True  # 使う
share: float = 0.5  # 割合
"""
FULL_TYPED = """
from typing import Literal
number: int = 2  # 数 | 0..9 | 一つ選びます
chart: Literal["棒", "線"] = "棒"  # 図の種類
"""
TROUBLE = """
if number == 3:
    1 / 0
print("RESULT", number * 10, word, yes, share)
"""
WIDE = "import pandas as pd; pd.DataFrame({f'列の名前{n}': [n] for n in range(9)})"
NAMED = "pd.DataFrame({'人数': [12, 3]}, index=pd.Index(['本町', '東町'], name='町'))"
SHARE = r"\frac{65歳以上の人数（年齢不詳をのぞく）}{総人口（年齢不詳をのぞく）}"
FORMULA = rf"$$高齢化率 = {SHARE} \times 100$$"
PICTURES = "![点](data/%E7%B5%B5%201.png)\n\n<img src='data/絵 1.png' alt='もう一つの点'>"
DOT = (  # one grey pixel, PNG
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)
GALLERY = """
import ipywidgets as w
from datetime import date
words = ["い", "ろ", "は"]
number = [w.IntSlider(description="整数"), w.IntText(description="数")]
number += [w.BoundedIntText(description="個数", value=3, min=0, max=9)]
number += [w.FloatSlider(description="小数", readout_format=".1f"), w.FloatText(description="割合")]
number += [w.IntRangeSlider(description="範囲"), w.IntProgress(description="進み", value=3)]
text = [w.Text(description="名前"), w.Textarea(description="感想"), w.Label(value="ことば")]
text += [w.Password(description="合言葉"), w.Combobox(description="候補", options=words)]
choice = [w.Dropdown(description="選択", options=words)]
choice += [w.Select(description="一覧", options=words)]
choice += [w.SelectMultiple(description="複数", options=words)]
choice += [w.RadioButtons(description="どれか", options=words)]
choice += [w.ToggleButtons(description="切替", options=words)]
choice += [w.SelectionSlider(description="段階", options=words)]
other = [w.Checkbox(description="使う"), w.ToggleButton(description="入切")]
other += [w.Valid(description="正しい", value=True), w.HTML(value="<b>太字</b>")]
other += [w.DatePicker(description="日", value=date(2026, 4, 1))]
other += [w.ColorPicker(description="色", value="#112233")]
other += [w.Tab([w.Label(value="一枚目"), w.Label(value="二枚目")], titles=["表", "裏"])]
other += [w.Accordion([w.Label(value="中身")], titles=["開く"])]
button, said = w.Button(description="押す"), w.Output()
@button.on_click
def _press(_button):
    with said:
        print("押されました")
w.VBox([*number, *text, *choice, *other, button, said])
"""
SLOW_BUTTON = """
import time
import ipywidgets as w
button, said, count = w.Button(description="足す"), w.Output(), 0
@button.on_click
def _press(_button):
    global count
    time.sleep(0.5)
    count += 1
    with said:
        print("回数", count)
w.VBox([button, said])
"""
TEXT = """
word, heard = w.Text(description="語"), w.Output()
def _hear(change):
    with heard:
        print("聞いた", change["new"])
word.observe(_hear, "value")
w.VBox([word, heard, w.HTMLMath(value="式 $x^2 &lt; 1$")])
"""
MEETING = {
    "町に関わらない表": "t",
    "選んだ区の図": "plt.figure(figsize=(7, 4)); plt.plot([1, 3, 2]); plt.show(); print(ward)",
    "長い表\n\n二十五の地区の数です。": "long",
    "幅の広い表": "wide",
    "二段の見出し": "crossed",
    "色のついた表": "heat.set_caption(f'待ち時間（分）、{year}年')",
    "見出しの印がない表": "HTML(plain)",
}
"""Heading and text → the cell below it, on the page for a meeting."""
MEETING_PARAMETERS = """
ward: str = "甲区"  # 区 | ["甲区", "乙区"]
year: int = 2026  # 年 | 2016..2031 step 5
"""
MEETING_DATA = """
import matplotlib.pyplot as plt
import pandas as pd
from IPython.display import HTML
t = pd.DataFrame({"人数": [12, 3]}, index=pd.Index(["本町", "東町"], name="町"))
names = [f"第{n}地区" for n in range(1, 26)]
long = pd.DataFrame({"地区": names, "人口": range(25)}).set_index("地区")
years = [f"令和{n}年度の決算額" for n in range(1, 19)]
wide = pd.DataFrame(1234567, index=pd.Index(["総務費", "民生費"], name="款"), columns=years)
pairs = pd.MultiIndex.from_product([["男", "女"], ["2020", "2025"]], names=["性別", "年"])
places = pd.MultiIndex.from_product([["東部", "西部"], ["南", "北"]], names=["地域", "方角"])
crossed = pd.DataFrame(1, index=places, columns=pairs)
hours = pd.DataFrame([[0, 30, 60]] * 3, columns=["9時", "10時", "11時"])
heat = hours.style.background_gradient(cmap="Blues", axis=None)
plain = "<table><tr><td>町</td><td>人数</td></tr><tr><td>本町</td><td>12</td></tr></table>"
"""
MUCH = """
import ipywidgets as w
from IPython.display import HTML, display
button, said = w.Button(description="もっと"), w.Output()
@button.on_click
def _press(_button):
    with said:
        display(HTML("<!--" + "x" * 6_000_000 + "-->"), HTML("<p>一回</p>"))
w.VBox([button, said])
"""
MIXED = """
import ipywidgets as w
times, said = w.IntText(value=3, description="倍率"), w.Output()
def _say(_change=None):
    with said:
        said.clear_output()
        print("積", base * times.value)
times.observe(_say, "value")
_say()
w.VBox([times, said])
"""


CHARTS = """
import altair as alt
import pandas as pd
import plotly.express as px
towns = pd.DataFrame({"町": ["東町", "西町", "南町"], "人数": [1200, 34, 500]}).head(count)
px.bar(towns, x="町", y="人数", title="棒の図")
"""
VEGA = """
alt.Chart(towns, title="Vegaの図", description="町の人数").mark_bar().encode(
    x="町", y="人数", tooltip=["町"]
).interactive()
"""
REFUSED = """
from IPython.display import display
for html in ("<iframe srcdoc='&lt;script src=&quot;https://cdn.example.org/a.js&quot;&gt;'></iframe>",
             "<div id='x'></div><script src='https://cdn.example.org/a.js'></script>"):
    display({"text/html": html, "text/plain": "<Map at 0x7f>"}, raw=True)
display({"application/vnd.plotly.v1+json": {"data": [{"type": "scattermap"}]}}, raw=True)
"""


def write_app(folder: Path, name: str, *cells: nbformat.NotebookNode) -> None:
    """Write an app of these cells, under a headline."""
    headline = new_markdown_cell("# 題", metadata={"tags": ["app"]})
    notebook = make_app_notebook(new_notebook(cells=[headline, *cells]), name, where=name)
    (folder / name).mkdir()
    nbformat.write(notebook, folder / name / f"{name}.ipynb")


def write_made_apps(folder: Path) -> None:
    """Write the made-up apps."""
    shown = {"tags": ["app"]}
    typed = new_code_cell(TYPED, metadata={"tags": ["parameters"]})
    write_app(folder, "typed", typed, new_code_cell(TROUBLE, metadata=shown))
    write_app(folder, "gallery", new_code_cell(GALLERY, metadata=shown))
    write_app(folder, "broken", new_code_cell("1 / 0", metadata=shown))
    thread = "import threading, time; threading.Thread(target=time.sleep, args=[900]).start()"
    slider = "import ipywidgets as w; w.IntSlider(description='整数')"
    write_app(folder, "full", new_code_cell(thread), new_code_cell(slider, metadata=shown))
    foreign = "from comm import create_comm; create_comm(target_name='elsewhere')"
    write_app(folder, "full-broken", new_code_cell(foreign), new_code_cell("1 / 0", metadata=shown))
    _write_full_typed(folder, new_code_cell(foreign), shown)
    formula = new_markdown_cell(FORMULA, metadata=shown)
    write_app(folder, "wide", formula, new_code_cell(WIDE, metadata=shown))
    wide = (new_code_cell(source, metadata=shown) for source in (WIDE, WIDE, NAMED))
    write_app(folder, "full-wide", new_code_cell(foreign), *wide)
    tasks = new_markdown_cell("- [ ] 未\n- [x] 済", metadata=shown)
    widgets = (SLOW_BUTTON, TEXT, WIDE, WIDE)
    made = (new_code_cell(source, metadata=shown) for source in widgets)
    write_app(folder, "widgets", tasks, *made)
    write_app(folder, "much", new_code_cell(MUCH, metadata=shown))
    base = new_code_cell("base: int = 10  # 基礎", metadata={"tags": ["parameters"]})
    write_app(folder, "mixed", base, new_code_cell(MIXED, metadata=shown))
    _write_meeting(folder, shown)
    _write_charts(folder, new_code_cell(foreign), shown)
    pictures = new_markdown_cell(PICTURES, metadata=shown)
    write_app(folder, "pictures", pictures, new_code_cell("1", metadata=shown))
    write_app(folder, "full-pictures", pictures, new_code_cell(foreign))
    for name in ("pictures", "full-pictures"):
        (folder / name / "data").mkdir()
        (folder / name / "data" / "絵 1.png").write_bytes(base64.b64decode(DOT))
        (folder / name / "data" / "secret.csv").write_text("x", encoding="utf-8")


def _write_meeting(folder: Path, shown: object) -> None:
    """Write an app as it is shown in meetings: a chart, and tables of many makers and sizes."""
    cells = [
        cell
        for text, source in MEETING.items()
        for cell in (
            new_markdown_cell(f"## {text}", metadata=shown),
            new_code_cell(source, metadata=shown),
        )
    ]
    parameters = new_code_cell(MEETING_PARAMETERS, metadata={"tags": ["parameters"]})
    write_app(folder, "meeting", new_code_cell(MEETING_DATA), parameters, *cells)
    path = folder / "meeting" / "meeting.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["sources"] = ["市の統計 / 単位：人"]
    nbformat.write(notebook, path)


def _write_charts(folder: Path, foreign: nbformat.NotebookNode, shown: object) -> None:
    """Write apps that draw with other libraries: on the light page, on Voila's, and refused."""
    count = new_code_cell("count: int = 2  # 町の数 | 1..3", metadata={"tags": ["parameters"]})
    charts = [new_code_cell(source, metadata=shown) for source in (CHARTS, VEGA)]
    announced = new_code_cell("1 / (3 - count)", metadata={"tags": ["app", "raises-exception"]})
    last = new_code_cell("print('LAST', count)", metadata=shown)
    write_app(folder, "charts", count, *charts, announced, last)
    given = new_code_cell("count = 3")
    write_app(folder, "full-charts", foreign, given, *charts)
    write_app(folder, "refused", new_code_cell(REFUSED, metadata=shown))


def _write_full_typed(folder: Path, foreign: nbformat.NotebookNode, shown: object) -> None:
    """Write an app of typed parameters that needs Voila's own page; one cell counts its runs."""
    sources = (
        "print('COUNT', next(ticks))",
        "10 // (number - 3)",
        "print('RESULT', number, chart)",
    )
    write_app(
        folder,
        "full-typed",
        foreign,
        new_code_cell(FULL_TYPED, metadata={"tags": ["parameters"]}),
        new_code_cell("import itertools; ticks = itertools.count(1)"),
        *(new_code_cell(source, metadata=shown) for source in sources),
    )
