# 割合の並びを先に作り、最大の場所を探す書き方
def find_source(claim, sources):
    shares = [overlap(claim, text) for text in sources["本文"]]
    if not shares or max(shares) < 0.5:
        return None
    return list(sources["番号"])[shares.index(max(shares))]
