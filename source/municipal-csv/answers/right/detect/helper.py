# 「読めるかどうか」を別の関数にする
def readable(raw, name):
    try:
        raw.decode(name)
        return True
    except ValueError:
        return False


def detect_encoding(raw):
    if raw.startswith(BOM):
        return "utf-8-sig"
    if readable(raw, "utf-8"):
        return "utf-8"
    return "cp932" if readable(raw, "cp932") else "不明"
