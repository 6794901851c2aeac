# 使えない行を tickets からも消してしまった
# loses: test-load-served, test-slots
tickets = pd.read_csv("data/tickets.csv", encoding="cp932", dtype=str)
for name in ["発券", "呼出", "終了"]:
    tickets[name + "分"] = tickets[name + "時刻"].map(to_minutes)
left = tickets["呼出分"].isna()

tickets = tickets[~left & (tickets["呼出分"] >= tickets["発券分"])]
served = tickets.copy()
served["待ち分"] = served["呼出分"] - served["発券分"]
counts = {"全件": len(tickets), "途中離脱": 0, "時計ずれ": 0, "集計対象": len(served)}
