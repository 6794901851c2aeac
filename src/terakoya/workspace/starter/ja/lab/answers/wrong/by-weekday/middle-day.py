# 平均ではなく中央値を求めた
# loses: test-by-weekday
weekday = pd.to_datetime(visits["day"]).dt.day_of_week
by_weekday = visits["visitors"].groupby(weekday).agg(mean="median", days="count")
