# pandas の plot を使う
ax = by_counter["90パーセント点"].plot(kind="bar", rot=0, legend=False)
fig = ax.figure
ax.set(title="窓口の待ち時間：10人に9人が呼ばれるまで", xlabel="窓口", ylabel="分")
alt_text = f"{target}が最も長く、90パーセント点は{by_counter['90パーセント点'].max():.1f}分。"
