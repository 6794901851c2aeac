# 題名をつけ忘れた
# loses: test-chart
fig, ax = plt.subplots()
ax.bar(by_counter.index, by_counter["90パーセント点"])
ax.set_title("")
ax.set_xlabel("窓口")
ax.set_ylabel("待ち時間（分）")
longest = by_counter.loc[target, "90パーセント点"]
alt_text = f"窓口別の90パーセント点の棒グラフ。最も長いのは{target}で、{longest:.1f}分。"
