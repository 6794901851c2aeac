# Counter で数える
from collections import Counter


def list_rules(value):
    if not isinstance(value, str):
        return []
    plain = squeeze(value)
    rules = []
    if set("、／") & set(value):
        rules.append("1-2")
    if not math.isnan(to_amount(value)):
        rules.append("1-3")
    if len("".join(value.split())) < len(value):
        rules.append("1-5")
    if plain in ("〃", "同上"):
        rules.append("1-6")
    if value.startswith("="):
        rules.append("1-7")
    if has_special(value):
        rules.append("1-10")
    if to_iso(value) is not None and plain[0] in "明大昭平令MTSHR":
        rules.append("1-11")
    return rules


def diagnose(grid, merges):
    total = Counter(rule for row in grid for value in row for rule in list_rules(value))
    total["1-4"] = len(merges)
    return {rule: total[rule] for rule in RULES}
