# 1つとばしで切った
# loses: test-ngrams, test-classify, test-nearest
def ngrams(text, n=2):
    """文章の、続いた n 文字のかけらのリストを返します。句読点はまたぎません。"""
    pieces = []
    for part in re.split("[。、?!]", text):
        for i in range(0, len(part) - n + 1, n):
            pieces.append(part[i : i + n])
    return pieces


print(ngrams(test["用件"].iloc[0]))
