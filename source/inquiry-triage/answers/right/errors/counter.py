# Counter で数える書き方
from collections import Counter


def error_table(truth, guess):
    counts = Counter((t, g) for t, g in zip(truth, guess) if t != g)
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return pd.DataFrame([(t, g, number) for (t, g), number in rows], columns=["正解", "予測", "件数"])


def weakest(truth, guess):
    shares = {}
    for name in set(truth):
        mine = [g == name for t, g in zip(truth, guess) if t == name]
        shares[name] = sum(mine) / len(mine)
    return sorted(shares, key=lambda name: (shares[name], name))[0]


mistakes = error_table(test["担当課"], guesses)
weak_office = weakest(test["担当課"], guesses)
print(mistakes, weak_office)
