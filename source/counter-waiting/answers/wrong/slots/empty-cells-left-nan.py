# 1人も来なかったところを nan のまま残した
# loses: test-slots
at_target = tickets[tickets["窓口"] == target]
people = at_target.pivot_table(index="時間帯", columns="曜日", values="受付番号", aggfunc="count")
open_days = tickets.groupby("曜日")["受付日"].nunique()
slot_table = people / open_days
peak_slot, peak_weekday = slot_table.stack().idxmax()
peak = {"曜日": peak_weekday, "時間帯": peak_slot}
