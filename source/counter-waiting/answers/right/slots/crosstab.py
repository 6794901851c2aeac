# crosstab で数え、時間帯を新しい順に並べる
at_target = tickets.loc[tickets["窓口"].eq(target)]
people = pd.crosstab(at_target["時間帯"], at_target["曜日"])
open_days = tickets.groupby("曜日")["受付日"].nunique()
slot_table = people.copy().astype(float)
for day in people.columns:
    slot_table[day] = people[day] / open_days[day]
slot_table = slot_table.sort_index(ascending=False)
best_day = slot_table.max().idxmax()
peak = {"曜日": best_day, "時間帯": slot_table[best_day].idxmax()}
