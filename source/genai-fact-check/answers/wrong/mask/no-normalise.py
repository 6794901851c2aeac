# 全角をそろえるのを忘れた
# loses: test-mask
def mask(text, names):
    for label, pattern in PATTERNS.items():
        text = re.sub(pattern, label, text)
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "【氏名】")
    return text
