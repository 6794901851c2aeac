# 問3の関数を使う
def to_number(text):
    digits = clean_text(text).replace(",", "").replace(" ", "")
    for unit in ("人", "名"):
        digits = digits.removesuffix(unit)
    try:
        return float(digits)
    except ValueError:
        return float("nan")
