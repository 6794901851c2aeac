# リストを作り、Python の sorted で並べる書き方
MIN_PEOPLE = 300  # これより人数の少ない町は、順位に入れません


def top_towns(data, date, min_people=MIN_PEOPLE, k=5):
    """date の時点で min_people 人以上の町のうち、高齢化率の高い k 町の表を返します。"""
    found = []
    for town in set(data.loc[data["調査日"] == date, "町名"]):
        rows = data[(data["調査日"] == date) & (data["町名"] == town)]
        people = sum(rows["人数"])
        if people >= min_people and people > 0:
            found.append((ageing_rate(rows), people, town))
    found = sorted(found, reverse=True)[:k]
    return pd.DataFrame(found, columns=["高齢化率", "人数", "町名"])


top5 = top_towns(long, LATEST)
print(f"{LATEST} の時点で高齢化率の高い町（{MIN_PEOPLE}人以上）")
print(top5.round(1).to_string(index=False))
