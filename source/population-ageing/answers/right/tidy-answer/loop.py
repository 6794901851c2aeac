# 1行ずつ、くり返しでリストに足していく書き方
def tidy(wide):
    """横長の人口の表を、1行に1つの人数の縦長の表に直します。"""
    found = []
    for _, row in wide.iterrows():
        for sex, head in [("男", "man"), ("女", "woman")]:
            for n in range(1, 19):
                found.append(
                    {"町名": row["町名"], "調査日": row["調査日"], "性別": sex, "年齢番号": n, "人数": row[f"{head}{n}"]}
                )
    return pd.DataFrame(found)


long = tidy(wide)
long.head()
