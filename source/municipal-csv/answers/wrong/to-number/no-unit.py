# 「人」「名」を取っていない
# loses: test-to-number, test-common
def to_number(text):
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        return float(digits)
    except ValueError:
        return float("nan")
