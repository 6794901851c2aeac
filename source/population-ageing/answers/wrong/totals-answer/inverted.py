# 食いちがう行ではなく、そろっている行を返した
# loses: totals
def find_mismatches(wide):
    """総人口、男性＋女性、36の人数の合計のどれかが食いちがう行の、調査日と町名を返します。"""
    by_sex = wide["男性"] + wide["女性"]
    by_band = wide[BAND_COLUMNS].sum(axis=1)
    wrong = (wide["総人口"] != by_sex) | (wide["総人口"] != by_band)
    return wide.loc[~wrong, ["調査日", "町名"]]


mismatches = find_mismatches(wide)

# 調査日ごとの市全体の人口
city_totals = long.groupby("調査日")["人数"].sum()

print("食いちがう行の数:", len(mismatches))
print(mismatches.to_string(index=False))
for date in DATES:
    print(f"{date} の{CITY}の人口: {int(city_totals[date]):,}人")
