# 名前を隠すのを忘れた
# loses: test-mask
def mask(text, names):
    text = unicodedata.normalize("NFKC", text)
    for label, pattern in PATTERNS.items():
        text = re.sub(pattern, label, text)
    return text
