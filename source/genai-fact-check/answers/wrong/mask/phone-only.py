# 電話だけを隠した
# loses: test-mask
def mask(text, names):
    text = unicodedata.normalize("NFKC", text)
    text = re.sub(PATTERNS["【電話】"], "【電話】", text)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "【氏名】")
    return text
