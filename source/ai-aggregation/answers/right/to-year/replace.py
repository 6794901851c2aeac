# 英字を漢字にそろえてから、場合を分ける書き方
def to_year(text):
    text = unicodedata.normalize("NFKC", text)
    text = text.replace("R", "令和").replace("H", "平成").replace("元", "1").replace("年度", "")
    if text.startswith("令和"):
        return int(text[2:]) + 2018
    elif text.startswith("平成"):
        return int(text[2:]) + 1988
