# 1行ずつ辞書を作る
def tidy_sheet(grid, merges, area):
    filled = fill_merged(grid, merges)
    top = find_header(filled)
    names = join_headers(filled[top], filled[top + 1])
    rows = []
    for values in filled[top + 2 :]:
        cells = dict(zip(names, values))
        facility = squeeze(cells["施設名"])
        if facility in ("", "小計", "合計") or facility.startswith("※"):
            continue
        row = {"施設名": facility, "地区": area, "区分": squeeze(cells["区分"])}
        row["建築年月日"] = to_iso(cells["建築年月日"])
        row["延床面積"] = to_amount(cells["面積(m2)_延床"])
        row["敷地面積"] = to_amount(cells["面積(m2)_敷地"])
        row.update((name, to_amount(cells[name])) for name in names if name.startswith("修繕費"))
        rows.append(row)
    return pd.DataFrame(rows)


ledger = pd.concat([tidy_sheet(*SHEETS[area], area) for area in SHEETS], ignore_index=True)
