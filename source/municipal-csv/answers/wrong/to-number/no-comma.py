# カンマを取っていない
# loses: test-to-number, test-common
def to_number(text):
    digits = unicodedata.normalize("NFKC", text).strip()
    try:
        return float(digits.rstrip("人名"))
    except ValueError:
        return float("nan")
