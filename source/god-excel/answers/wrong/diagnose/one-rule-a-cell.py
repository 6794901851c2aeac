# 1つのセルを1つの番号にしか数えていない
# loses: test-diagnose
def diagnose(grid, merges):
    found = dict.fromkeys(RULES, 0)
    found["1-4"] = len(merges)
    for row in grid:
        for value in row:
            if not isinstance(value, str):
                continue
            if "、" in value or "／" in value:
                found["1-2"] += 1
            elif not math.isnan(to_amount(value)):
                found["1-3"] += 1
            elif value != "".join(value.split()):
                found["1-5"] += 1
            elif squeeze(value) in ["〃", "同上"]:
                found["1-6"] += 1
            elif value.startswith("="):
                found["1-7"] += 1
            elif has_special(value):
                found["1-10"] += 1
            elif to_iso(value) is not None and not squeeze(value)[0].isdigit():
                found["1-11"] += 1
    return found
