# 同じ階級どうしを比べた（5歳進めていない）
# loses: cohort-ratios, project, work-towns
def cohort_ratios(before, after):
    """1つの性別の18個の人数から、17個のコーホート変化率を返します。"""
    started = [*before[:16], before[16] + before[17]]
    return [float(now / old) if old > 0 else 1.0 for old, now in zip(started, after[:17])]


city_before = bands(long, "市全体", BEFORE)
city_after = bands(long, "市全体", AFTER)
for sex in ["男", "女"]:
    ratios = cohort_ratios(city_before[sex], city_after[sex])
    print(sex, [round(ratio, 2) for ratio in ratios])
