# 判定が一致した割合を、全部の値にした
# loses: test-score
def score(machine, human):
    pairs = list(zip(machine, human))
    share = sum(m == h for m, h in pairs) / len(pairs) if pairs else 0.0
    return {"適合率": share, "再現率": share, "F1": share}


result = score(machine, claims["人の判定"])
