# 日ごとの人数を数えてから、曜日ごとに平均する
at_target = tickets[tickets["窓口"] == target]
daily = at_target.groupby(["受付日", "時間帯"]).size().unstack("時間帯", fill_value=0)
weekday_of = tickets.drop_duplicates("受付日").set_index("受付日")["曜日"]
slot_table = daily.groupby(weekday_of.reindex(daily.index)).mean().T
long = slot_table.reset_index().melt(id_vars="時間帯", var_name="曜日", value_name="人数")
top = long.loc[long["人数"].idxmax()]
peak = {"曜日": top["曜日"], "時間帯": top["時間帯"]}
