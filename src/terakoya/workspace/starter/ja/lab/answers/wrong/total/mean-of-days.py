# 合計ではなく平均を求めた
# loses: test-total
total = visits["visitors"].mean()
