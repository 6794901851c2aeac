# 受け取った表の空欄を0で書きかえた
# loses: test-check-numbers, test-decision, test-judge
def check_numbers(table, result, year):
    """結果の人数を、もとの表から足し直して比べ、ちがう地区の名前を返します。"""
    wrong = []
    table["受診者数"] = table["受診者数"].fillna(0)
    for _, line in result.iterrows():
        rows = table[(table["西暦"] == year) & (table["地区"] == line["地区"])]
        used = rows[rows["受診者数"].notna()]
        same_called = line["対象者数"] == used["対象者数"].sum()
        same_seen = line["受診者数"] == used["受診者数"].sum()
        if not (same_called and same_seen):
            wrong.append(line["地区"])
    return wrong
