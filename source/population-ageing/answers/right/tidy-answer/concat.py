# 列ごとの表を作って縦につなぐ書き方（人数は小数、余分な列も残る）
def tidy(wide):
    """横長の人口の表を、1行に1つの人数の縦長の表に直します。"""
    pieces = []
    for column in BAND_COLUMNS:
        piece = wide[["調査日", "町名"]].copy()
        piece["列名"] = column
        piece["性別"] = "女" if column[0] == "w" else "男"
        piece["年齢番号"] = int(column.lstrip("woman"))
        piece["人数"] = wide[column].astype(float)
        pieces.append(piece)
    return pd.concat(pieces)


long = tidy(wide)
long.head()
