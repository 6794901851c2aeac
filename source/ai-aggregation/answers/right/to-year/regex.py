# 正規表現で取り出す書き方
import re


def to_year(text):
    found = re.match(r"(令和|平成|R|H)(元|[0-9]+)", unicodedata.normalize("NFKC", text))
    if found is None:
        return None
    number = 1 if found[2] == "元" else int(found[2])
    return number + {"令": 2018, "R": 2018, "平": 1988, "H": 1988}[found[1][0]]
