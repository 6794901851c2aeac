# 辞書を使い、くり返しで1人ずつ数える
seen_days = {day: set() for day in WEEKDAYS}
number = {}
for name, date, day, slot in zip(tickets["窓口"], tickets["受付日"], tickets["曜日"], tickets["時間帯"]):
    seen_days[day].add(date)
    if name == target:
        number[slot, day] = number.get((slot, day), 0) + 1
slots = [slot_label(start) for start in range(510, 1035, 30)]
slot_table = pd.DataFrame(
    [[number.get((slot, day), 0) / len(seen_days[day]) for day in WEEKDAYS] for slot in slots],
    index=slots,
    columns=WEEKDAYS,
)
best = max(((slot_table.loc[slot, day], slot, day) for slot in slots for day in WEEKDAYS))
peak = {"曜日": best[2], "時間帯": best[1]}
