# 1行ずつ足していく書き方
def ageing_rate(df):
    """縦長の表 df の人たちの高齢化率（%）を返します。だれもいなければ nan を返します。"""
    total = old = 0
    for number, people in zip(df["年齢番号"], df["人数"]):
        total += people
        if number >= 14:
            old += people
    return 100 * old / total if total > 0 else float("nan")


for date in DATES:
    print(f"{date} の{CITY}の高齢化率: {ageing_rate(long[long['調査日'] == date]):.1f}%")
