# ずらした文字列を組にする書き方
def ngrams(text, n=2):
    for mark in "、?!":
        text = text.replace(mark, "。")
    found = []
    for part in text.split("。"):
        found += ["".join(letters) for letters in zip(*[part[i:] for i in range(n)])]
    return found


print(ngrams(test["用件"].iloc[0]))
