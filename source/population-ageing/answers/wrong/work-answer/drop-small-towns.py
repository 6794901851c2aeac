# 小さい町を計画から外してしまう
# loses: work-judgement
# outlook の列: 町名、人数、高齢化率、75歳以上、5年後の人数、5年後の高齢化率、5年後の75歳以上、75歳以上の増加、使った比
big = outlook[outlook["人数"] >= MIN_PEOPLE]
first = big.sort_values("75歳以上の増加", ascending=False).head(3)
small = outlook[(outlook["人数"] < MIN_PEOPLE) & (outlook["高齢化率"] > CITY_RATE)]

plan = {
    "優先する町": first["町名"].tolist(),
    "増える人数": {town: int(round(number)) for town, number in zip(first["町名"], first["75歳以上の増加"])},
    "話を聞きに行く町": small["町名"].tolist(),
    "小さい町の率": "イ",
    "推計の伝え方": "イ",
    "公表のしかた": "ア",
}
for key, value in plan.items():
    print(f"{key}: {value}")
