# 結合をほどかずに表にした
# loses: test-ledger, test-repairs
def tidy_sheet(grid, merges, area):
    top = find_header(grid)
    names = join_headers(grid[top], grid[top + 1])
    names = [f"面積(m2)_{name}" if name in ("敷地", "延床") else name for name in names]
    names = ["面積(m2)_延床" if name == "面積(m2)_面積(m2)_延床" else name for name in names]
    table = pd.DataFrame(grid[top + 2 :], columns=names)
    table = table[table["施設名"].notna()]
    result = pd.DataFrame({"地区": area, "区分": table["区分"].map(squeeze), "施設名": table["施設名"].map(squeeze)})
    result["建築年月日"] = table["建築年月日"].map(to_iso)
    result["延床面積"] = table["面積(m2)_延床"].map(to_amount)
    result["敷地面積"] = table["面積(m2)_敷地"].map(to_amount)
    for name in names:
        if name.startswith("修繕費"):
            result[name] = table[name].map(to_amount)
    return result


ledger = pd.concat([tidy_sheet(grid, merges, area) for area, (grid, merges) in SHEETS.items()])
