# np.where を使う書き方（割り算の警告は出るが答えは正しい）
def cohort_ratios(before, after):
    """1つの性別の18個の人数から、17個のコーホート変化率を返します。"""
    b = np.array(before, dtype=float)
    a = np.array(after, dtype=float)
    under = np.append(b[:16], b[16] + b[17])
    return list(np.where(under == 0, 1.0, a[1:] / under))


city_before = bands(long, "市全体", BEFORE)
city_after = bands(long, "市全体", AFTER)
for sex in ["男", "女"]:
    ratios = cohort_ratios(city_before[sex], city_after[sex])
    print(sex, [round(ratio, 2) for ratio in ratios])
