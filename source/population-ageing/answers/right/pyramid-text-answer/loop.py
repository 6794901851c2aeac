# くり返しで、いちばん多い階級を探す書き方
def describe_pyramid(data, town, date):
    """人口ピラミッドの内容を、文（文字列）で返します。"""
    people = bands(data, town, date)
    total, old, best = 0, 0, 0
    for i in range(18):
        here = people["男"][i] + people["女"][i]
        total = total + here
        if i >= 13:
            old = old + here
        if here > people["男"][best] + people["女"][best]:
            best = i
    text = town + "の人口（" + date + "）は" + str(total) + "人です。"
    if total > 0:
        text = text + "高齢化率は" + str(round(old / total * 100, 1)) + "%、最も多いのは" + BAND_LABELS[best] + "です。"
    return text


print(describe_pyramid(long, "市全体", LATEST))
