# 中央値と90パーセント点の棒を並べ、値も書きこむ
fig, ax = plt.subplots()
place = np.arange(len(by_counter))
ax.bar(place - 0.2, by_counter["中央値"].astype(float), width=0.4, label="中央値")
bars = ax.bar(place + 0.2, by_counter["90パーセント点"].astype(float), width=0.4, label="90パーセント点", hatch="//")
ax.bar_label(bars, fmt="%.1f")
ax.set_xticks(place, list(by_counter.index))
ax.set_title("窓口ごとの待ち時間の中央値と90パーセント点")
ax.set_xlabel("窓口")
ax.set_ylabel("待ち時間（分）")
ax.legend()
alt_text = "窓口別の待ち時間。" + "、".join(
    f"{name}は{value:.1f}分" for name, value in by_counter["90パーセント点"].items()
)
