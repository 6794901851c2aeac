# pandas の並びを使う書き方
def find_source(claim, sources):
    if len(sources) == 0:
        return None
    shares = sources["本文"].map(lambda text: overlap(claim, text)).reset_index(drop=True)
    best = int(shares.to_numpy().argmax())
    return sources["番号"].iloc[best] if shares[best] >= 0.5 else None
