# 文章を切っただけ
# loses: test-ngrams, test-classify, test-nearest
def ngrams(text, n=2):
    """文章の、続いた n 文字のかけらのリストを返します。句読点はまたぎません。"""
    pieces = []
    for part in re.split("[。、?!]", text):
        pieces.append(part)
    return pieces


print(ngrams(test["用件"].iloc[0]))
