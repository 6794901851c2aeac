# 食いちがいの列を足し、余分な列も残して返す書き方
def find_mismatches(wide):
    """総人口、男性＋女性、36の人数の合計のどれかが食いちがう行の、調査日と町名を返します。"""
    table = wide.copy()
    table["差1"] = table["総人口"] - table["男性"] - table["女性"]
    table["差2"] = table["総人口"] - table[BAND_COLUMNS].sum(axis="columns")
    return table[(table["差1"].abs() + table["差2"].abs()) > 0].reset_index(drop=True)


mismatches = find_mismatches(wide)

# 調査日ごとの市全体の人口
city_totals = long.pivot_table(index="調査日", values="人数", aggfunc="sum")["人数"].astype(float)

print("食いちがう行の数:", len(mismatches))
print(mismatches.to_string(index=False))
for date in DATES:
    print(f"{date} の{CITY}の人口: {int(city_totals[date]):,}人")
