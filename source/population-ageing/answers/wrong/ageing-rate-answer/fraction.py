# 100をかけ忘れ、0〜1の割合を返した
# loses: ageing-rate, top-towns, work-towns
def ageing_rate(df):
    """縦長の表 df の人たちの高齢化率（%）を返します。だれもいなければ nan を返します。"""
    total = df["人数"].sum()
    if total == 0:
        return float("nan")
    old = df.loc[df["年齢番号"] >= 14, "人数"].sum()
    return float(old / total)


for date in DATES:
    print(f"{date} の{CITY}の高齢化率: {ageing_rate(long[long['調査日'] == date]):.1f}%")
