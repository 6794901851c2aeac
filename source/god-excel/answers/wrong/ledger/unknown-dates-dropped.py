# 建築年月日の分からない施設を捨てた
# loses: test-ledger, test-repairs, test-plan
def tidy_sheet(grid, merges, area):
    filled = fill_merged(grid, merges)
    top = find_header(filled)
    names = join_headers(filled[top], filled[top + 1])
    table = pd.DataFrame(filled[top + 2 :], columns=names)
    facility = table["施設名"].map(squeeze)
    table = table[~(facility.isin(["", "小計", "合計"]) | facility.str.startswith("※"))]
    result = pd.DataFrame({"地区": area, "区分": table["区分"].map(squeeze), "施設名": table["施設名"].map(squeeze)})
    result["建築年月日"] = table["建築年月日"].map(to_iso)
    result["延床面積"] = table["面積(m2)_延床"].map(to_amount)
    result["敷地面積"] = table["面積(m2)_敷地"].map(to_amount)
    for name in names:
        if name.startswith("修繕費"):
            result[name] = table[name].map(to_amount)
    return result.dropna(subset=["建築年月日"])


ledger = pd.concat([tidy_sheet(grid, merges, area) for area, (grid, merges) in SHEETS.items()])
