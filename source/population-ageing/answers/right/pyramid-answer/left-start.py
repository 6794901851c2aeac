# 左のはしを指定して、男性を左向きに描く書き方
def draw_pyramid(data, town, date):
    """町（または「市全体」）の人口ピラミッドを描き、図（Figure）を返します。"""
    people = bands(data, town, date)
    positions = list(range(18))
    fig, ax = plt.subplots(figsize=(7, 5.2))
    for i in positions:
        men, women = people["男"][i], people["女"][i]
        ax.barh(i, men, left=-men, hatch="..", facecolor="white", edgecolor="black", label="男" if i == 0 else None)
        ax.barh(i, women, facecolor="gray", edgecolor="black", label="女" if i == 0 else None)
    ax.set_yticks(positions)
    ax.set_yticklabels(BAND_LABELS)
    plt.xlabel("人")
    plt.ylabel("年齢")
    plt.title(f"人口ピラミッド：{date} {town}")
    plt.legend()
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
