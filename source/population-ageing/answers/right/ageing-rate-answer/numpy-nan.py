# 0÷0が nan になることを利用した書き方（警告は出るが答えは正しい）
def ageing_rate(df):
    """縦長の表 df の人たちの高齢化率（%）を返します。だれもいなければ nan を返します。"""
    people = df["人数"].to_numpy(dtype=float)
    is_old = df["年齢番号"].isin([14, 15, 16, 17, 18]).to_numpy()
    return (people * is_old).sum() / people.sum() * 100


for date in DATES:
    print(f"{date} の{CITY}の高齢化率: {ageing_rate(long[long['調査日'] == date]):.1f}%")
