# 正規表現で性別と年齢番号を取り出し、列の順番を変えた書き方
def tidy(wide):
    """横長の人口の表を、1行に1つの人数の縦長の表に直します。"""
    table = wide.melt(id_vars=["町名", "調査日"], value_vars=BAND_COLUMNS, value_name="人数")
    parts = table["variable"].str.extract(r"^(man|woman)([0-9]+)$")
    table["性別"] = parts[0].replace({"man": "男", "woman": "女"})
    table["年齢番号"] = pd.to_numeric(parts[1])
    return table.drop(columns="variable").sort_values(["調査日", "町名", "性別", "年齢番号"])


long = tidy(wide)
long.head()
