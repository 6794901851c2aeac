# 列の名前ではなく、位置の順番で番号をつけた
# loses: tidy
def tidy(wide):
    """横長の人口の表を、1行に1つの人数の縦長の表に直します。"""
    table = wide.melt(id_vars=["調査日", "町名"], value_vars=[c for c in wide.columns if "man" in c and c[-1].isdigit()], value_name="人数")
    rows = len(wide)
    table["性別"] = [("男", "女")[(i // rows) % 2] for i in range(len(table))]
    table["年齢番号"] = [i // rows // 2 + 1 for i in range(len(table))]
    return table[["調査日", "町名", "年齢番号", "性別", "人数"]]


long = tidy(wide)
long.head()
