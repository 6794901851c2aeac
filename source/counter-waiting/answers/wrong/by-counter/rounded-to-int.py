# 表の値を整数に丸めてしまった
# loses: test-by-counter
summaries = {name: wait_summary(group["待ち分"]) for name, group in served.groupby("窓口")}
by_counter = pd.DataFrame(summaries).T.round(0)
target = by_counter["90パーセント点"].idxmax()
