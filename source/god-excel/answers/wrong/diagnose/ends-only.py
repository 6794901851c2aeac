# 前後の空白だけを見た
# loses: test-diagnose
def diagnose(grid, merges):
    found = dict.fromkeys(RULES, 0)
    found["1-4"] = len(merges)
    for row in grid:
        for value in row:
            if not isinstance(value, str):
                continue
            found["1-2"] += "、" in value or "／" in value
            found["1-3"] += not math.isnan(to_amount(value))
            found["1-5"] += value != value.strip()
            found["1-6"] += squeeze(value) in ["〃", "同上"]
            found["1-7"] += value.startswith("=")
            found["1-10"] += has_special(value)
            found["1-11"] += to_iso(value) is not None and not squeeze(value)[0].isdigit()
    return found
