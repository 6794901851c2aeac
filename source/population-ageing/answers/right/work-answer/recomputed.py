# project から計算し直し、人数を小数のまま（四捨五入した値で）入れる書き方
# outlook の列: 町名、人数、高齢化率、75歳以上、5年後の人数、5年後の高齢化率、5年後の75歳以上、75歳以上の増加、使った比
growth = {}
for town in outlook.loc[outlook["人数"].ge(MIN_PEOPLE), "町名"]:
    row = outlook[outlook["町名"] == town].iloc[0]
    growth[town] = float(row["5年後の75歳以上"]) - float(row["75歳以上"])
ordered = tuple(sorted(growth, key=growth.get, reverse=True)[:3])
is_small = outlook["人数"].between(1, MIN_PEOPLE, inclusive="left")
plan = {
    "小さい町の率": "ウ",
    "推計の伝え方": "イ",
    "公表のしかた": "ア",
    "優先する町": ordered,
    "増える人数": {town: float(f"{growth[town]:.0f}") for town in ordered},
    "話を聞きに行く町": tuple(outlook.loc[is_small & outlook["高齢化率"].gt(CITY_RATE), "町名"]),
}
for key, value in plan.items():
    print(f"{key}: {value}")
