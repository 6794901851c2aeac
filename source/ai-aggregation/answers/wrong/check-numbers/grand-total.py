# 地区ごとではなく、全部の合計だけを比べた
# loses: test-check-numbers, test-judge, test-decision
def check_numbers(table, result, year):
    used = table[(table["西暦"] == year) & table["受診者数"].notna()]
    if result["受診者数"].sum() != used["受診者数"].sum():
        return list(result["地区"])
    return []
