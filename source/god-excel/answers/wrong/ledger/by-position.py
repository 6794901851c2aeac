# 列を名前ではなく位置で取り出した（並びの違うシートでずれる）
# loses: test-ledger, test-repairs, test-plan
def tidy_sheet(grid, merges, area):
    filled = fill_merged(grid, merges)
    top = find_header(filled)
    names = join_headers(filled[top], filled[top + 1])
    rows = [row for row in filled[top + 2 :] if squeeze(row[1]) not in ("", "小計", "合計")]
    rows = [row for row in rows if not squeeze(row[1]).startswith("※")]
    result = pd.DataFrame(
        {
            "地区": area,
            "区分": [squeeze(row[0]) for row in rows],
            "施設名": [squeeze(row[1]) for row in rows],
            "建築年月日": [to_iso(row[2]) for row in rows],
            "延床面積": [to_amount(row[3]) for row in rows],
            "敷地面積": [to_amount(row[4]) for row in rows],
        }
    )
    for place, name in enumerate(names):
        if name.startswith("修繕費"):
            result[name] = [to_amount(row[place]) for row in rows]
    return result


ledger = pd.concat([tidy_sheet(grid, merges, area) for area, (grid, merges) in SHEETS.items()])
