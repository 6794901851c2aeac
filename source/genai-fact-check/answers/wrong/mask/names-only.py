# 名前だけを隠した
# loses: test-mask
def mask(text, names):
    text = unicodedata.normalize("NFKC", text)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "【氏名】")
    return text
