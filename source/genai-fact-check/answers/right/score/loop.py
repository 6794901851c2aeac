# 1組ずつ数える書き方。F1 は適合率と再現率から計算する
def score(machine, human):
    hit = false_alarm = missed = 0
    for m, h in zip(machine, human):
        if m != "出典どおり" and h != "出典どおり":
            hit += 1
        elif m != "出典どおり":
            false_alarm += 1
        elif h != "出典どおり":
            missed += 1
    precision = hit / (hit + false_alarm) if hit + false_alarm > 0 else 0.0
    recall = hit / (hit + missed) if hit + missed > 0 else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0.0
    return {"適合率": precision, "再現率": recall, "F1": f1}


result = score(machine, claims["人の判定"])
