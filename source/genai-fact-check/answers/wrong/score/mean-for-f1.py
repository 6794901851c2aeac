# F1 を、適合率と再現率のただの平均にした
# loses: test-score
def score(machine, human):
    pairs = list(zip(machine, human))
    flagged = sum(m != "出典どおり" for m, h in pairs)
    needed = sum(h != "出典どおり" for m, h in pairs)
    both = sum(m != "出典どおり" and h != "出典どおり" for m, h in pairs)
    precision = both / flagged if flagged else 0.0
    recall = both / needed if needed else 0.0
    return {"適合率": precision, "再現率": recall, "F1": (precision + recall) / 2}


result = score(machine, claims["人の判定"])
