# 辞書に足していく書き方
def check_numbers(table, result, year):
    sums = {}
    for when, name, called, seen in zip(table["西暦"], table["地区"], table["対象者数"], table["受診者数"]):
        if when == year and seen == seen:  # nan は自分自身とも等しくない
            before = sums.get(name, (0, 0))
            sums[name] = (before[0] + called, before[1] + seen)
    return [
        line["地区"]
        for line in result.to_dict("records")
        if not sums.get(line["地区"], (0, 0)) == (line["対象者数"], line["受診者数"])
    ]
