# 曜日の合計と時間帯の合計を別々に見て選び、表は合計にした
# loses: test-slots
at_target = tickets[tickets["窓口"] == target]
slot_table = pd.crosstab(at_target["時間帯"], at_target["曜日"])
peak = {"曜日": slot_table.sum().idxmax(), "時間帯": slot_table.sum(axis=1).idxmax()}
