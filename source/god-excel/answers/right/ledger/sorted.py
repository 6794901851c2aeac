# まとめてから、施設名の順に並べる
def is_facility(name):
    return bool(name) and name not in {"小計", "合計"} and name[0] != "※"


def tidy_sheet(grid, merges, area):
    filled = fill_merged(grid, merges)
    top = find_header(filled)
    names = join_headers(filled[top], filled[top + 1])
    place = {name: number for number, name in enumerate(names)}
    rows = [row for row in filled[top + 2 :] if is_facility(squeeze(row[place["施設名"]]))]
    columns = {
        "地区": [area] * len(rows),
        "区分": [squeeze(row[place["区分"]]) for row in rows],
        "施設名": [squeeze(row[place["施設名"]]) for row in rows],
        "延床面積": [to_amount(row[place["面積(m2)_延床"]]) for row in rows],
        "敷地面積": [to_amount(row[place["面積(m2)_敷地"]]) for row in rows],
        "建築年月日": [to_iso(row[place["建築年月日"]]) for row in rows],
    }
    for name in place:
        if name.startswith("修繕費"):
            columns[name] = [to_amount(row[place[name]]) for row in rows]
    return pd.DataFrame(columns)


ledger = pd.concat([tidy_sheet(grid, merges, area) for area, (grid, merges) in SHEETS.items()])
ledger = ledger.sort_values(["施設名", "地区"], ignore_index=True)
