# 小数第2位で丸めた（緯度・経度の場所が変わる）
# loses: test-to-number, test-common
def to_number(text):
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        return round(float(digits.rstrip("人名")), 2)
    except ValueError:
        return float("nan")
