# 題名に、いつも「市全体」と最新の調査日を書いた
# loses: pyramid
def draw_pyramid(data, town, date):
    """町（または「市全体」）の人口ピラミッドを描き、図（Figure）を返します。"""
    people = bands(data, town, date)
    positions = list(range(18))
    fig, ax = plt.subplots(figsize=(7, 5.2))
    ax.barh(positions, [-n for n in people["男"]], color="#9ecae1", edgecolor="#333333", label="男性（左、模様なし）")
    ax.barh(positions, people["女"], color="#fdae6b", edgecolor="#333333", hatch="///", label="女性（右、斜線）")
    ax.set_yticks(positions, BAND_LABELS)
    ax.set_xlabel("人数（人）　左が男性、右が女性")
    ax.set_ylabel("年齢（5歳きざみ）")
    ax.set_title(f"市全体の人口ピラミッド（{LATEST}）")
    limit = max([1, *people["男"], *people["女"]]) * 1.1
    ax.set_xlim(-limit, limit)
    ax.axvline(0, color="#333333", linewidth=0.8)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.13), ncols=2, frameon=False)
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
