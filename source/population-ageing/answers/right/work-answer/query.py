# query と nlargest を使い、町名を Series や集合のまま入れる書き方
# outlook の列: 町名、人数、高齢化率、75歳以上、5年後の人数、5年後の高齢化率、5年後の75歳以上、75歳以上の増加、使った比
top = outlook.query("人数 >= 300").nlargest(3, "75歳以上の増加").set_index("町名")
plan = dict(
    優先する町=list(top.index),
    増える人数=(top["5年後の75歳以上"] - top["75歳以上"]).round().astype(int).to_dict(),
    話を聞きに行く町=set(outlook.query("人数 < 300 and 高齢化率 > @CITY_RATE")["町名"]),
    小さい町の率="ウ",
    推計の伝え方="イ",
    公表のしかた="ア",
)
for key, value in plan.items():
    print(f"{key}: {value}")
