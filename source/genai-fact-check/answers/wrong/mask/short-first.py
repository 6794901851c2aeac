# 短い名前から置きかえ、名前の残りが出た
# loses: test-mask
def mask(text, names):
    text = unicodedata.normalize("NFKC", text)
    for label, pattern in PATTERNS.items():
        text = re.sub(pattern, label, text)
    for name in sorted(names, key=len):
        text = text.replace(name, "【氏名】")
    return text
