# 1本ずつ描き、四捨五入した値を棒の長さにする
fig = plt.figure()
ax = fig.add_subplot()
for name, row in by_counter.iterrows():
    ax.bar(name, round(row["90パーセント点"], 1), color="gray")
ax.set_ylim(0, by_counter["90パーセント点"].max() * 1.1)
ax.set_title("待ち時間")
ax.set_xlabel("窓口")
ax.set_ylabel("90パーセント点［分］")
alt_text = "いちばん長いのは" + target + "。" + str(round(float(by_counter.loc[target, "90パーセント点"]), 1)) + "分。"
