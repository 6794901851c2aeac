# 軸の名前に単位を書かなかった
# loses: test-chart
fig, ax = plt.subplots()
ax.bar(by_counter.index, by_counter["90パーセント点"])
ax.set_title("窓口別の待ち時間（90パーセント点、2026年4月）")
ax.set_xlabel("窓口")
ax.set_ylabel("待ち時間")
longest = by_counter.loc[target, "90パーセント点"]
alt_text = f"窓口別の90パーセント点の棒グラフ。最も長いのは{target}で、{longest:.1f}分。"
