# 窓口で分けずに、全体のまとめを4回入れた
# loses: test-by-counter
summaries = {name: wait_summary(served["待ち分"]) for name in counters["窓口"]}
by_counter = pd.DataFrame(summaries).T
target = by_counter["90パーセント点"].idxmax()
