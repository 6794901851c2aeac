# 件数がいちばん多い窓口を選んだ
# loses: test-by-counter
summaries = {name: wait_summary(group["待ち分"]) for name, group in served.groupby("窓口")}
by_counter = pd.DataFrame(summaries).T
target = by_counter["件数"].idxmax()
