# 年度ごとの表を作って、つなぐ
ours = ledger.groupby(["地区", "区分"])["延床面積"].sum()
written = subtotals.set_index(["地区", "区分"])["小計"]
gap = (written - ours).dropna()
mismatches = [pair for pair, number in gap.items() if abs(number) >= 1]

parts = []
for name in ledger.columns:
    if name.startswith("修繕費"):
        part = ledger[["地区", "施設名"]].copy()
        part["修繕費"] = ledger[name]
        part["年度"] = int(re.search(r"(\d+)年度", name)[1]) + 2018
        parts.append(part)
repairs = pd.concat(parts, ignore_index=True).sort_values(["年度", "施設名"])
