# 全角の文字を1つずつ置きかえる
def to_minutes(text):
    if text is None or text != text or len(text) == 0:
        return np.nan
    for full, half in zip("０１２３４５６７８９：", "0123456789:"):
        text = text.replace(full, half)
    parts = text.split(":")
    return (int(parts[0]) * 3600 + int(parts[1]) * 60 + int(parts[2])) / 60
