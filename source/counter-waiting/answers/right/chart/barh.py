# 横の棒グラフにし、長い順に並べる
ordered = by_counter.sort_values("90パーセント点")
fig, ax = plt.subplots(figsize=(8, 3))
ax.barh(ordered.index, ordered["90パーセント点"], color="tab:green", edgecolor="black")
ax.set_title("4つの窓口の待ち時間")
ax.set_ylabel("窓口の名前")
ax.set_xlabel("90パーセント点（分）")
ax.set_xlim(left=0)
alt_text = (
    f"横の棒グラフ。窓口の中で90パーセント点がいちばん長いのは{target}で、"
    f"約{round(by_counter.loc[target, '90パーセント点'])}分です。"
)
