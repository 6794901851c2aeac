# query と apply を使う書き方
MIN_PEOPLE = 300  # これより人数の少ない町は、順位に入れません


def top_towns(data, date, min_people=MIN_PEOPLE, k=5):
    """date の時点で min_people 人以上の町のうち、高齢化率の高い k 町の表を返します。"""
    groups = data.query("調査日 == @date").groupby("町名")
    table = pd.DataFrame(
        {
            "高齢化率": {town: ageing_rate(rows) for town, rows in groups},
            "人数": {town: float(rows["人数"].sum()) for town, rows in groups},
        }
    )
    table = table.query("人数 >= @min_people").sort_values("高齢化率")[::-1][:k]
    return table.rename_axis("町名").reset_index()


top5 = top_towns(long, LATEST)
print(f"{LATEST} の時点で高齢化率の高い町（{MIN_PEOPLE}人以上）")
print(top5.round(1).to_string(index=False))
