# groupby と size と unstack で数える
at_target = tickets[tickets["窓口"] == target]
people = at_target.groupby(["時間帯", "曜日"]).size().unstack(fill_value=0)
days = tickets[["受付日", "曜日"]].drop_duplicates()["曜日"].value_counts()
slot_table = people.div(days, axis="columns")[WEEKDAYS]
where = slot_table.to_numpy().argmax()
peak = {
    "時間帯": slot_table.index[where // len(WEEKDAYS)],
    "曜日": WEEKDAYS[where % len(WEEKDAYS)],
}
