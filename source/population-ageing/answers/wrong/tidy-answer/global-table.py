# 受け取った表ではなく、外の表をいつも使う
# loses: tidy
WIDE = wide


def tidy(wide):
    """横長の人口の表を、1行に1つの人数の縦長の表に直します。"""
    table = WIDE.melt(
        id_vars=["調査日", "町名"],
        value_vars=BAND_COLUMNS,
        var_name="もとの列名",
        value_name="人数",
    )
    is_woman = table["もとの列名"].str.startswith("woman")
    table["性別"] = is_woman.map({True: "女", False: "男"})
    digits = table["もとの列名"].str.replace("woman", "").str.replace("man", "")
    table["年齢番号"] = digits.astype(int)
    return table[["調査日", "町名", "年齢番号", "性別", "人数"]]


long = tidy(wide)
long.head()
