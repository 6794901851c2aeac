# 先に地区ごとに足しておく書き方
def check_numbers(table, result, year):
    used = table[(table["西暦"] == year) & table["受診者数"].notna()]
    sums = used.groupby("地区")[["対象者数", "受診者数"]].sum()
    wrong = []
    for name, called, seen in zip(result["地区"], result["対象者数"], result["受診者数"]):
        right = tuple(sums.loc[name]) if name in sums.index else (0, 0)
        if (called, seen) != right:
            wrong.append(name)
    return wrong
