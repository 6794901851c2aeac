# 小数点より下を捨てた
# loses: test-to-number, test-common
def to_number(text):
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        return float(int(float(digits.rstrip("人名"))))
    except ValueError:
        return float("nan")
