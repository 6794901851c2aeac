# 辞書とくり返しの書き方
def error_table(truth, guess):
    counts = {}
    for t, g in zip(truth, guess):
        if t != g:
            counts[t, g] = counts.get((t, g), 0) + 1
    found = {"件数": [], "正解": [], "予測": []}
    for number, t, g in sorted((-number, t, g) for (t, g), number in counts.items()):
        found["件数"].append(-number)
        found["正解"].append(t)
        found["予測"].append(g)
    return pd.DataFrame(found)


def weakest(truth, guess):
    pairs = list(zip(truth, guess))
    lowest, answer = 2, None
    for name in sorted({t for t, _ in pairs}):
        mine = [g for t, g in pairs if t == name]
        share = mine.count(name) / len(mine)
        if share < lowest:
            lowest, answer = share, name
    return answer


mistakes = error_table(test["担当課"], guesses)
weak_office = weakest(test["担当課"], guesses)
print(mistakes, weak_office)
