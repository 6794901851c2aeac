# 置きかえた文を受け取らず、元の文を返した
# loses: test-mask
def mask(text, names):
    text = unicodedata.normalize("NFKC", text)
    for label, pattern in PATTERNS.items():
        re.sub(pattern, label, text)
    for name in sorted(names, key=len, reverse=True):
        text.replace(name, "【氏名】")
    return text
