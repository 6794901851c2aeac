# 町名を見出し（index）にしたまま返し、率を自分で計算する書き方
MIN_PEOPLE = 300  # これより人数の少ない町は、順位に入れません


def top_towns(data, date, min_people=MIN_PEOPLE, k=5):
    """date の時点で min_people 人以上の町のうち、高齢化率の高い k 町の表を返します。"""
    now = data[data["調査日"] == date]
    people = now.groupby("町名")["人数"].sum()
    old = now[now["年齢番号"] >= 14].groupby("町名")["人数"].sum().reindex(people.index, fill_value=0)
    table = pd.DataFrame({"人数": people, "高齢化率": old / people.where(people > 0) * 100})
    return table[table["人数"] >= min_people].nlargest(k, "高齢化率")


top5 = top_towns(long, LATEST)
print(f"{LATEST} の時点で高齢化率の高い町（{MIN_PEOPLE}人以上）")
print(top5.round(1).to_string(index=False))
