# 全部のかけらを作ってから、記号の入ったものを外す書き方
def ngrams(text, n=2):
    pieces = []
    for i in range(len(text) - n + 1):
        piece = text[i : i + n]
        if not set(piece) & set("。、?!"):
            pieces.append(piece)
    return pieces


print(ngrams(test["用件"].iloc[0]))
