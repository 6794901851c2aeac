# 「人」だけを取り、「名」を忘れた
# loses: test-to-number, test-common
def to_number(text):
    digits = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    try:
        return float(digits.rstrip("人"))
    except ValueError:
        return float("nan")
