# max に鍵を渡す書き方
def find_source(claim, sources):
    rows = list(zip(sources["番号"], sources["本文"]))
    if not rows:
        return None
    number, text = max(rows, key=lambda row: overlap(claim, row[1]))
    return number if overlap(claim, text) >= 0.5 else None
