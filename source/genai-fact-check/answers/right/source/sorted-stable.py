# 大きい順に並べかえ、先頭を見る書き方（同じ大きさでは順が変わらない）
def find_source(claim, sources):
    pairs = [(overlap(claim, row["本文"]), row["番号"]) for row in sources.to_dict("records")]
    pairs = [pair for pair in pairs if not pair[0] < 0.5]
    pairs.sort(key=lambda pair: pair[0], reverse=True)
    return pairs[0][1] if pairs else None
