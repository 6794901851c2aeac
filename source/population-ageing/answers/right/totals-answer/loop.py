# 1行ずつ調べ、合計は辞書にする書き方
def find_mismatches(wide):
    """総人口、男性＋女性、36の人数の合計のどれかが食いちがう行の、調査日と町名を返します。"""
    found = []
    for _, row in wide.iterrows():
        numbers = {row["総人口"], row["男性"] + row["女性"], sum(row[column] for column in BAND_COLUMNS)}
        if len(numbers) > 1:
            found.append({"町名": row["町名"], "調査日": row["調査日"]})
    return pd.DataFrame(found, columns=["町名", "調査日"])


mismatches = find_mismatches(wide)

# 調査日ごとの市全体の人口
city_totals = {}
for date in DATES:
    city_totals[date] = sum(long["人数"][long["調査日"] == date])

print("食いちがう行の数:", len(mismatches))
print(mismatches.to_string(index=False))
for date in DATES:
    print(f"{date} の{CITY}の人口: {int(city_totals[date]):,}人")
