# くり返しで辞書を組み立てる書き方
# outlook の列: 町名、人数、高齢化率、75歳以上、5年後の人数、5年後の高齢化率、5年後の75歳以上、75歳以上の増加、使った比
candidates = []
visits = []
for _, row in outlook.iterrows():
    if row["人数"] >= 300:
        candidates.append((row["75歳以上の増加"], row["町名"]))
    elif row["高齢化率"] > CITY_RATE:
        visits.append(row["町名"])
candidates.sort(reverse=True)
plan = {}
plan["公表のしかた"] = "ア"
plan["推計の伝え方"] = "イ"
plan["小さい町の率"] = "ウ"
plan["話を聞きに行く町"] = visits[::-1]
plan["優先する町"] = [town for _, town in candidates[:3]]
plan["増える人数"] = {town: round(number) for number, town in candidates[:3]}
for key, value in plan.items():
    print(f"{key}: {value}")
