# 行と列を入れかえ忘れた
# loses: test-by-counter, test-chart
summaries = {name: wait_summary(group["待ち分"]) for name, group in served.groupby("窓口")}
by_counter = pd.DataFrame(summaries)
target = by_counter.loc["90パーセント点"].idxmax()
