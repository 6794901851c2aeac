# パーセントにした
# loses: test-macro-f1, test-classify
def macro_f1(truth, guess):
    """正解と予測から、マクロF1（課ごとのF1の平均）を返します。"""
    truth, guess = list(truth), list(guess)
    scores = []
    for name in set(truth) | set(guess):
        hits = sum(t == name and g == name for t, g in zip(truth, guess))
        scores.append(2 * hits / (truth.count(name) + guess.count(name)))
    if not scores:
        return float("nan")
    return 100 * sum(scores) / len(scores)
