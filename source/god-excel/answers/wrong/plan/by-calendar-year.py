# 年だけで計算した（1976年に建った施設がすべて入る）
# loses: test-plan
BASE_DAY = "2026-04-01"
FIFTY = "1976-04-01"
years = 2026 - ledger["建築年月日"].str[:4].astype(float)
old = ledger[years >= 50].sort_values("建築年月日")
plan = {
    "点検する施設": old["施設名"].tolist(),
    "床面積の合計": float(old["延床面積"].sum()),
    "確かめる施設": ledger.loc[ledger["建築年月日"].isna(), "施設名"].tolist(),
    "分からない日付": "イ",
    "合わない小計": "ウ",
    "来年の台帳": "ア",
}
