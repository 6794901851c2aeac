# 模様を使わず、グラフの中に「男性」「女性」と書く書き方
def draw_pyramid(data, town, date):
    """町（または「市全体」）の人口ピラミッドを描き、図（Figure）を返します。"""
    people = bands(data, town, date)
    positions = list(range(18))
    fig, ax = plt.subplots(figsize=(7, 5.2))
    limit = max(people["男"] + people["女"] + [1]) * 1.15
    ax.barh(positions, np.array(people["男"]) * -1, color="#888888")
    ax.barh(positions, np.array(people["女"]), color="#cccccc")
    ax.set(yticks=positions, yticklabels=BAND_LABELS, xlabel="人数 [人]", ylabel="年齢階級", xlim=(-limit, limit))
    ax.set_title(town + "　" + date)
    ax.text(-limit * 0.95, 17, "男性")
    ax.text(limit * 0.95, 17, "女性", ha="right")
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
