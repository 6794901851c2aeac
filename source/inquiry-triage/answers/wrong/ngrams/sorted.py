# 五十音の順に並べかえた
# loses: test-ngrams
def ngrams(text, n=2):
    """文章の、続いた n 文字のかけらのリストを返します。句読点はまたぎません。"""
    pieces = []
    for part in re.split("[。、?!]", text):
        for i in range(len(part) - n + 1):
            pieces.append(part[i : i + n])
    return sorted(pieces)


print(ngrams(test["用件"].iloc[0]))
