# 1つずつ if で確かめる書き方
def cohort_ratios(before, after):
    """1つの性別の18個の人数から、17個のコーホート変化率を返します。"""
    ratios = []
    for i in range(16):
        if before[i] == 0:
            ratios.append(1.0)
        else:
            ratios.append(after[i + 1] / before[i])
    oldest = before[16] + before[17]
    if oldest == 0:
        ratios.append(1.0)
    else:
        ratios.append(after[17] / oldest)
    return ratios


city_before = bands(long, "市全体", BEFORE)
city_after = bands(long, "市全体", AFTER)
for sex in ["男", "女"]:
    ratios = cohort_ratios(city_before[sex], city_after[sex])
    print(sex, [round(ratio, 2) for ratio in ratios])
