# if を並べて数える
def diagnose(grid, merges):
    found = {"1-2": 0, "1-3": 0, "1-4": 0, "1-5": 0, "1-6": 0, "1-7": 0, "1-10": 0, "1-11": 0}
    for merge in merges:
        found["1-4"] += 1
    for row in grid:
        for value in row:
            if type(value) is str:
                plain = squeeze(value)
                if "、" in value or "／" in value:
                    found["1-2"] += 1
                if not pd.isna(to_amount(value)):
                    found["1-3"] += 1
                if re.search(r"\s", value):
                    found["1-5"] += 1
                if plain == "〃" or plain == "同上":
                    found["1-6"] += 1
                if value.startswith("="):
                    found["1-7"] += 1
                if has_special(value):
                    found["1-10"] += 1
                if to_iso(value) and plain[0] not in "0123456789":
                    found["1-11"] += 1
    return found
