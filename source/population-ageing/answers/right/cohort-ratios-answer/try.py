# 割ってみて、0で割る誤りを受けとめる書き方
def cohort_ratios(before, after):
    """1つの性別の18個の人数から、17個のコーホート変化率を返します。"""
    def divide(over, under):
        try:
            return over / under
        except ZeroDivisionError:
            return 1

    return [divide(after[i + 1], before[i]) for i in range(16)] + [divide(after[17], before[16] + before[17])]


city_before = bands(long, "市全体", BEFORE)
city_after = bands(long, "市全体", AFTER)
for sex in ["男", "女"]:
    ratios = cohort_ratios(city_before[sex], city_after[sex])
    print(sex, [round(ratio, 2) for ratio in ratios])
