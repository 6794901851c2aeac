# 途中離脱や時計ずれをふくむ tickets から計算した
# loses: test-by-counter
waits = tickets["呼出分"] - tickets["発券分"]
summaries = {name: wait_summary(waits[group.index]) for name, group in tickets.groupby("窓口")}
by_counter = pd.DataFrame(summaries).T
target = by_counter["90パーセント点"].idxmax()
