# カンマを小数点とみなした
# loses: test-to-number, test-common, test-handover
def to_number(text):
    digits = unicodedata.normalize("NFKC", text).replace(",", ".").strip()
    try:
        return float(digits.rstrip("人名"))
    except ValueError:
        return float("nan")
