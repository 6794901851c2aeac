# 日付の型に直して比べる
BASE_DAY = "2026-04-01"
FIFTY = "1976-04-01"
built = pd.to_datetime(ledger["建築年月日"])
limit = pd.Timestamp(BASE_DAY) - pd.DateOffset(years=50)
sorted_ledger = ledger.assign(建築=built).sort_values("建築")
chosen = sorted_ledger[sorted_ledger["建築"] <= limit]
plan = {
    "点検する施設": list(chosen["施設名"]),
    "床面積の合計": chosen["延床面積"].sum(),
    "確かめる施設": list(ledger["施設名"][built.isna()]),
    "分からない日付": "イ",
    "合わない小計": "ウ",
    "来年の台帳": "ア",
}
