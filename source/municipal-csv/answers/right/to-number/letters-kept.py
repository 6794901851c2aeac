# 数に使う字だけかどうかを調べる
def to_number(text):
    digits = "".join(unicodedata.normalize("NFKC", text).split()).replace(",", "")
    if digits.endswith(("人", "名")):
        digits = digits[:-1]
    allowed = digits.lstrip("-").replace(".", "", 1).isdigit()
    return float(digits) if allowed else float("nan")
