# 全角のカンマを直していない
# loses: test-to-number
def to_number(text):
    digits = text.replace(",", "").strip()
    try:
        return float(digits.rstrip("人名"))
    except ValueError:
        return float("nan")
