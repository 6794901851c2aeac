# 形を正規表現で確かめてから直す
import re


def to_number(text):
    digits = unicodedata.normalize("NFKC", text).replace(",", "")
    match = re.fullmatch(r"\s*([-+]?\d+(?:\.\d+)?)\s*[人名]?\s*", digits)
    return float(match.group(1)) if match else float("nan")
