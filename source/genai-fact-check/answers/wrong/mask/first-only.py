# それぞれ、はじめの1か所だけを隠した
# loses: test-mask
def mask(text, names):
    text = unicodedata.normalize("NFKC", text)
    for label, pattern in PATTERNS.items():
        text = re.sub(pattern, label, text, count=1)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "【氏名】", 1)
    return text
