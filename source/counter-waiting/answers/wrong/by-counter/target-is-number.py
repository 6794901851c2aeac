# 窓口の名前ではなく、最大の値を入れた
# loses: test-by-counter, test-slots, test-chart, test-whatif, test-recommend
summaries = {name: wait_summary(group["待ち分"]) for name, group in served.groupby("窓口")}
by_counter = pd.DataFrame(summaries).T
target = by_counter["90パーセント点"].max()
