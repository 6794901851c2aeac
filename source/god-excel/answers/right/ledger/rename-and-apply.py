# 列の名前を変えてから、列ごとに関数をかける
def tidy_sheet(grid, merges, area):
    filled = fill_merged(grid, merges)
    top = find_header(filled)
    names = list(join_headers(filled[top], filled[top + 1]))
    table = pd.DataFrame(filled[top + 2 :], columns=names, dtype=object)
    table = table.rename(columns={"面積(m2)_延床": "延床面積", "面積(m2)_敷地": "敷地面積"})
    costs = [name for name in names if name.startswith("修繕費")]
    for name in ["区分", "施設名"]:
        table[name] = table[name].map(squeeze)
    table = table.query("施設名 not in ['', '小計', '合計']")
    table = table[[not name.startswith("※") for name in table["施設名"]]].copy()
    table["建築年月日"] = [to_iso(value) for value in table["建築年月日"]]
    for name in ["延床面積", "敷地面積", *costs]:
        table[name] = [to_amount(value) for value in table[name]]
    table.insert(0, "地区", area)
    return table[["地区", "区分", "施設名", "建築年月日", "延床面積", "敷地面積", *costs]]


tables = []
for area, (grid, merges) in SHEETS.items():
    tables.append(tidy_sheet(grid, merges, area))
ledger = pd.concat(tables).reset_index(drop=True)
