# 3つの辞書で数える書き方
def macro_f1(truth, guess):
    right, given, hits = {}, {}, {}
    for t, g in zip(list(truth), list(guess)):
        right[t] = right.get(t, 0) + 1
        given[g] = given.get(g, 0) + 1
        if t == g:
            hits[t] = hits.get(t, 0) + 1
    names = right.keys() | given.keys()
    scores = [hits.get(name, 0) / ((right.get(name, 0) + given.get(name, 0)) / 2) for name in names]
    return sum(scores) / len(scores) if scores else float("nan")
