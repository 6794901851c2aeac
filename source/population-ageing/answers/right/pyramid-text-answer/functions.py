# ageing_rate を使い、まとめて集計する書き方
def describe_pyramid(data, town, date):
    """人口ピラミッドの内容を、文（文字列）で返します。"""
    rows = data[data["調査日"] == date]
    if town != "市全体":
        rows = rows[rows["町名"] == town]
    people = int(rows["人数"].sum())
    if people == 0:
        return f"{town}（{date}）に住む人は 0人 です。"
    most = int(rows.groupby("年齢番号")["人数"].sum().idxmax())
    return f"{date}、{town}。人口{people}人。高齢化率{ageing_rate(rows):.1f}％。{BAND_LABELS[most - 1]}がいちばん多い。"


print(describe_pyramid(long, "市全体", LATEST))
