# 数字をすべて隠し、金額や日付まで消えた
# loses: test-mask
def mask(text, names):
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(PATTERNS["【メール】"], "【メール】", text)
    text = re.sub(r"[0-9-]{4,}", "【電話】", text)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "【氏名】")
    return text
