# くり返しで1つずつ比べ、1行ずつ作る
mismatches = []
for _, row in subtotals.dropna().iterrows():
    part = ledger[(ledger["地区"] == row["地区"]) & (ledger["区分"] == row["区分"])]
    if round(part["延床面積"].sum()) != round(row["小計"]):
        mismatches.append((row["地区"], row["区分"]))

rows = []
for _, facility in ledger.iterrows():
    for name in ledger.columns:
        if name.startswith("修繕費"):
            year = 2018 + int("".join(letter for letter in name.split("令和")[1] if letter.isdigit()))
            rows.append({"年度": year, "地区": facility["地区"], "施設名": facility["施設名"], "修繕費": facility[name]})
repairs = pd.DataFrame(rows)
