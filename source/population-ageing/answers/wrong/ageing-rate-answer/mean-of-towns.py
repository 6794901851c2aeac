# 町ごとの率を平均した（人数の重みがない）
# loses: ageing-rate
def ageing_rate(df):
    """縦長の表 df の人たちの高齢化率（%）を返します。だれもいなければ nan を返します。"""
    rates = []
    for _, rows in df.groupby("町名"):
        total = rows["人数"].sum()
        if total > 0:
            rates.append(rows.loc[rows["年齢番号"] >= 14, "人数"].sum() / total * 100)
    return sum(rates) / len(rates) if rates else float("nan")


for date in DATES:
    print(f"{date} の{CITY}の高齢化率: {ageing_rate(long[long['調査日'] == date]):.1f}%")
