# 途中離脱と時計ずれの件数を取りちがえた
# loses: test-load-served
tickets = pd.read_csv("data/tickets.csv", encoding="cp932", dtype=str)
for name in ["発券", "呼出", "終了"]:
    tickets[name + "分"] = tickets[name + "時刻"].map(to_minutes)
left = tickets["呼出分"].isna()

clock_error = tickets["呼出分"] < tickets["発券分"]
served = tickets[~(left | clock_error)].copy()
served["待ち分"] = served["呼出分"] - served["発券分"]
counts = {
    "全件": len(tickets),
    "途中離脱": int(clock_error.sum()),
    "時計ずれ": int(left.sum()),
    "集計対象": len(served),
}
