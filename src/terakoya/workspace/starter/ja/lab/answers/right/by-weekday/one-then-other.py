# 平均と日数を別々に求めた
weekday = pd.to_datetime(visits["day"]).dt.day_of_week
groups = visits.groupby(weekday)["visitors"]
by_weekday = pd.DataFrame({"days": groups.size(), "mean": groups.sum() / groups.size()})
