# 受付日を日付の型にし、待ち分を秒から計算する（小数の誤差）
tickets = pd.read_csv("data/tickets.csv", encoding="cp932", dtype=str)
tickets["受付日"] = pd.to_datetime(tickets["受付日"])
for name in ("発券", "呼出", "終了"):
    tickets[f"{name}分"] = tickets[f"{name}時刻"].map(to_minutes)
bad = tickets["呼出分"].isna() | (tickets["呼出分"] < tickets["発券分"])
served = tickets.loc[~bad].copy()
served["待ち分"] = (served["呼出分"] * 60 - served["発券分"] * 60).round(3) / 60
counts = {
    "全件": len(tickets),
    "途中離脱": int(tickets["呼出分"].isna().sum()),
    "時計ずれ": int(bad.sum() - tickets["呼出分"].isna().sum()),
    "集計対象": int((~bad).sum()),
}
