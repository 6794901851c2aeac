# いまの人数ではなく、after の人数に比をかけた
# loses: project
def project(before, after, now):
    """before から after への変化が続くとして、now の5年後の人数を返します。"""
    result = {}
    for sex in ["男", "女"]:
        ratios = cohort_ratios(before[sex], after[sex])
        moved = [after[sex][i] * ratios[i] for i in range(16)]
        oldest = (after[sex][16] + after[sex][17]) * ratios[16]
        result[sex] = [0.0, *moved, oldest]
    mothers = sum(now["女"][3:10])
    child_ratio = (now["男"][0] + now["女"][0]) / mothers if mothers > 0 else 0.0
    births = child_ratio * sum(result["女"][3:10])
    result["男"][0] = births * 105 / 205
    result["女"][0] = births * 100 / 205
    return result


city_now = bands(long, "市全体", LATEST)
city_future = project(city_before, city_after, city_now)
print(f"{CITY}の人口　いま（{LATEST}）: {sum(map(sum, city_now.values())):,}人")
print(f"{CITY}の人口　5年後の目安（{TARGET}）: {sum(map(sum, city_future.values())):,.0f}人")
