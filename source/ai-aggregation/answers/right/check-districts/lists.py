# リストで1つずつ調べる書き方
def check_districts(table, result, year):
    wanted = [name for name, when in zip(table["地区"], table["西暦"]) if when == year and name != "合計"]
    found = list(result["地区"])
    missing, extra = [], []
    for name in wanted:
        if name not in found and name not in missing:
            missing.append(name)
    for name in found:
        if name not in wanted and name not in extra:
            extra.append(name)
    return {"よけい": sorted(extra), "たりない": sorted(missing)}
