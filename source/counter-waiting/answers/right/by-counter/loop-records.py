# 窓口の一覧で1つずつくり返し、窓口を列に持つ表を作る
records = []
for name in counters["窓口"]:
    record = {"窓口": name}
    record.update(wait_summary(served.loc[served["窓口"] == name, "待ち分"].tolist()))
    records.append(record)
by_counter = pd.DataFrame(records).set_index("窓口")
target = max(records, key=lambda record: record["90パーセント点"])["窓口"]
