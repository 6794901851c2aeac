# 全部そろっている行を「ではない」で裏返す書き方
def find_mismatches(wide):
    """総人口、男性＋女性、36の人数の合計のどれかが食いちがう行の、調査日と町名を返します。"""
    numbers = wide[BAND_COLUMNS].to_numpy().sum(axis=1)
    good = np.logical_and(wide["総人口"] == numbers, wide["男性"] + wide["女性"] == numbers)
    return wide[~good][["町名", "調査日"]]


mismatches = find_mismatches(wide)

# 調査日ごとの市全体の人口
city_totals = {date: float(rows["人数"].sum()) for date, rows in long.groupby("調査日")}

print("食いちがう行の数:", len(mismatches))
print(mismatches.to_string(index=False))
for date in DATES:
    print(f"{date} の{CITY}の人口: {int(city_totals[date]):,}人")
