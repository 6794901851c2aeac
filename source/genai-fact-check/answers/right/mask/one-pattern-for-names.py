# 名前を1つの形にまとめる書き方
def mask(text, names):
    plain = unicodedata.normalize("NFKC", text)
    for label, pattern in PATTERNS.items():
        plain = re.sub(pattern, label, plain)
    ordered = sorted(names, key=lambda name: -len(name))
    if ordered:
        plain = re.sub("|".join(map(re.escape, ordered)), "【氏名】", plain)
    return plain
