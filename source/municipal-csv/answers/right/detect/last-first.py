# 答えを先に「不明」としておき、あとから書きかえる
def detect_encoding(raw):
    answer = "不明"
    for name in ["cp932", "utf-8"]:
        try:
            str(raw, name)
            answer = name
        except UnicodeDecodeError:
            pass
    if raw[: len(BOM)] == BOM:
        answer = "utf-8-sig"
    return answer
