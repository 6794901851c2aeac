# 「出典どおり」の方を数えた
# loses: test-score
def score(machine, human):
    pairs = list(zip(machine, human))
    flagged = sum(m == "出典どおり" for m, h in pairs)
    needed = sum(h == "出典どおり" for m, h in pairs)
    both = sum(m == "出典どおり" and h == "出典どおり" for m, h in pairs)
    return {
        "適合率": both / flagged if flagged else 0.0,
        "再現率": both / needed if needed else 0.0,
        "F1": 2 * both / (flagged + needed) if flagged + needed else 0.0,
    }


result = score(machine, claims["人の判定"])
