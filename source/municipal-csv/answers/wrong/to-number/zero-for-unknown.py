# 分からないものを0にした
# loses: test-to-number, test-common
def to_number(text):
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        return float(digits.rstrip("人名"))
    except ValueError:
        return 0.0
