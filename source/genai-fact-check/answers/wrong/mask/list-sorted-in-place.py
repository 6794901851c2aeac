# 渡されたリストを並べかえてしまった
# loses: test-mask
def mask(text, names):
    text = unicodedata.normalize("NFKC", text)
    for label, pattern in PATTERNS.items():
        text = re.sub(pattern, label, text)
    names.sort(key=len, reverse=True)
    for name in names:
        text = text.replace(name, "【氏名】")
    return text
