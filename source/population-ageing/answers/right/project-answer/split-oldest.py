# 85歳以上を2つの項に分け、Series で返す書き方
def project(before, after, now):
    """before から after への変化が続くとして、now の5年後の人数を返します。"""
    answer = {}
    for sex in ["女", "男"]:
        r = list(cohort_ratios(before[sex], after[sex]))
        row = [0.0]
        for people, ratio in zip(now[sex][:16], r[:16]):
            row.append(people * ratio)
        row.append(now[sex][16] * r[16] + now[sex][17] * r[16])
        answer[sex] = pd.Series(row, dtype=float)
    mothers_now = sum(now["女"][i] for i in range(3, 10))
    mothers_later = sum(answer["女"].iloc[i] for i in range(3, 10))
    per_woman = 0 if mothers_now < 1 else (now["男"][0] + now["女"][0]) / mothers_now
    for sex, share in [("男", 105), ("女", 100)]:
        answer[sex].iloc[0] = per_woman * mothers_later * share / 205
    return answer


city_now = bands(long, "市全体", LATEST)
city_future = project(city_before, city_after, city_now)
print(f"{CITY}の人口　いま（{LATEST}）: {sum(map(sum, city_now.values())):,}人")
print(f"{CITY}の人口　5年後の目安（{TARGET}）: {sum(map(sum, city_future.values())):,.0f}人")
