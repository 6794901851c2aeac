# いちばん長い名前を、くり返し取り出す書き方
def mask(text, names):
    text = unicodedata.normalize("NFKC", text)
    for label in PATTERNS:
        text = re.compile(PATTERNS[label]).sub(label, text)
    left = list(names)
    while left:
        longest = max(left, key=len)
        left.remove(longest)
        text = text.replace(longest, "【氏名】")
    return text
