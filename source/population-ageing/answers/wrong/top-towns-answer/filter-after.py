# 上位を取ったあとで、人数の少ない町を外した
# loses: top-towns
MIN_PEOPLE = 300  # これより人数の少ない町は、順位に入れません


def top_towns(data, date, min_people=MIN_PEOPLE, k=5):
    """date の時点で min_people 人以上の町のうち、高齢化率の高い k 町の表を返します。"""
    now = data[data["調査日"] == date]
    found = [
        {"町名": town, "人数": rows["人数"].sum(), "高齢化率": ageing_rate(rows)}
        for town, rows in now.groupby("町名")
    ]
    table = pd.DataFrame(found, columns=["町名", "人数", "高齢化率"])
    table = table.sort_values("高齢化率", ascending=False).head(k)
    return table[table["人数"] >= min_people]


top5 = top_towns(long, LATEST)
print(f"{LATEST} の時点で高齢化率の高い町（{MIN_PEOPLE}人以上）")
print(top5.round(1).to_string(index=False))
