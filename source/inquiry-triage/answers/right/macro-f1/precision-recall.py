# 再現率と適合率から計算する書き方
def macro_f1(truth, guess):
    truth, guess = list(truth), list(guess)
    names = sorted({*truth, *guess})
    if len(names) == 0:
        return float("nan")
    total = 0
    for name in names:
        hits = sum(1 for t, g in zip(truth, guess) if t == g == name)
        if hits == 0:
            continue
        recall = hits / truth.count(name)
        precision = hits / guess.count(name)
        total += 2 * recall * precision / (recall + precision)
    return total / len(names)
