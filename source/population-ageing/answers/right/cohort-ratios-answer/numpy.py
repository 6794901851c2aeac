# numpy でまとめて割り、配列のまま返す書き方
def cohort_ratios(before, after):
    """1つの性別の18個の人数から、17個のコーホート変化率を返します。"""
    started = np.array(before[:17], dtype=float)
    started[16] += before[17]
    reached = np.array(after[1:], dtype=float)
    return np.divide(reached, started, out=np.ones(17), where=started > 0)


city_before = bands(long, "市全体", BEFORE)
city_after = bands(long, "市全体", AFTER)
for sex in ["男", "女"]:
    ratios = cohort_ratios(city_before[sex], city_after[sex])
    print(sex, [round(ratio, 2) for ratio in ratios])
