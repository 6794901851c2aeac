# 番号ごとの条件を辞書にする
def spaced(text):
    return any(letter.isspace() for letter in text)


def japanese_only(text):
    return to_iso(text) is not None and not squeeze(text)[:1].isdigit()


CONDITIONS = {
    "1-2": lambda text: "、" in text or "／" in text,
    "1-3": lambda text: to_amount(text) == to_amount(text),
    "1-5": spaced,
    "1-6": lambda text: squeeze(text) in {"〃", "同上"},
    "1-7": lambda text: text[:1] == "=",
    "1-10": has_special,
    "1-11": japanese_only,
}


def diagnose(grid, merges):
    texts = [value for row in grid for value in row if isinstance(value, str)]
    found = {rule: sum(1 for text in texts if holds(text)) for rule, holds in CONDITIONS.items()}
    return {"1-4": len(merges), **found}
