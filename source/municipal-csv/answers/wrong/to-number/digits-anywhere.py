# 文の中の数字を拾った（「約300」や「2階・3階」も数になる）
# loses: test-to-number
import re


def to_number(text):
    digits = unicodedata.normalize("NFKC", text).replace(",", "")
    found = re.search(r"-?\d+(\.\d+)?", digits)
    return float(found.group()) if found else float("nan")
