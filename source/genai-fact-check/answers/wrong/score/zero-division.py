# 分母が0のときを考えなかった
# loses: test-score
def score(machine, human):
    pairs = list(zip(machine, human))
    flagged = sum(m != "出典どおり" for m, h in pairs)
    needed = sum(h != "出典どおり" for m, h in pairs)
    both = sum(m != "出典どおり" and h != "出典どおり" for m, h in pairs)
    return {"適合率": both / flagged, "再現率": both / needed, "F1": 2 * both / (flagged + needed)}


result = score(machine, claims["人の判定"])
