# 縦の位置に階級の名前を使い、総題に町名を入れる書き方
def draw_pyramid(data, town, date):
    """町（または「市全体」）の人口ピラミッドを描き、図（Figure）を返します。"""
    people = bands(data, town, date)
    positions = list(range(18))
    fig, ax = plt.subplots(figsize=(7, 5.2))
    ax.barh(BAND_LABELS, [0 - n for n in people["男"]], hatch="xx", color="white", edgecolor="k", label="男")
    ax.barh(BAND_LABELS, people["女"], hatch="--", color="white", edgecolor="k", label="女")
    ax.axvline(0, color="k")
    ax.set_title(f"{date}の{town}")
    ax.set_xlabel("人口（単位：人）")
    ax.set_ylabel("年齢の区分")
    ax.legend(title="性別")
    # 次の4行はそのままにしてください（目盛りを整数にし、左側のマイナスの符号を消します）
    ax.xaxis.set_major_locator(plt.MaxNLocator(nbins=7, integer=True))
    left, right = ax.get_xlim()
    ticks = [tick for tick in ax.get_xticks() if left <= tick <= right]
    ax.set_xticks(ticks, [f"{abs(tick):,.0f}" for tick in ticks])
    fig.tight_layout()
    return fig


fig = draw_pyramid(long, "市全体", LATEST)
shown = bands(long, "市全体", LATEST)
plt.show()
print(
    f"図の説明：{LATEST} の{CITY}全体の人口ピラミッド。"
    f"左が男性（合計{sum(shown['男']):,}人）、右が女性（合計{sum(shown['女']):,}人）。下から0-4歳、いちばん上が85歳以上です。"
)
