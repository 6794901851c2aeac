# 正解率を計算した
# loses: test-macro-f1
def macro_f1(truth, guess):
    truth, guess = list(truth), list(guess)
    if not truth:
        return float("nan")
    return sum(t == g for t, g in zip(truth, guess)) / len(truth)
