# 年度でしぼるのを忘れた
# loses: test-check-numbers, test-judge, test-decision
def check_numbers(table, result, year):
    """結果の人数を、もとの表から足し直して比べ、ちがう地区の名前を返します。"""
    wrong = []
    for _, line in result.iterrows():
        rows = table[(table["地区"] == line["地区"])]
        used = rows[rows["受診者数"].notna()]
        same_called = line["対象者数"] == used["対象者数"].sum()
        same_seen = line["受診者数"] == used["受診者数"].sum()
        if not (same_called and same_seen):
            wrong.append(line["地区"])
    return wrong
