# 年齢番号ごとにまとめてから割る書き方
def ageing_rate(df):
    """縦長の表 df の人たちの高齢化率（%）を返します。だれもいなければ nan を返します。"""
    people = df.groupby("年齢番号")["人数"].sum().reindex(range(1, 19), fill_value=0)
    if people.sum() == 0:
        return np.nan
    return people.loc[14:].sum() / people.sum() * 100


for date in DATES:
    print(f"{date} の{CITY}の高齢化率: {ageing_rate(long[long['調査日'] == date]):.1f}%")
