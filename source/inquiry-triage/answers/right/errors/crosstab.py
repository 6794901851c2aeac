# value_counts と groupby を使う書き方
def error_table(truth, guess):
    table = pd.DataFrame({"予測": list(guess), "正解": list(truth)})
    table = table[table["予測"].ne(table["正解"])].assign(件数=1)
    counts = table.groupby(["正解", "予測"], as_index=False)["件数"].sum()
    return counts.sort_values(["正解", "予測"]).sort_values("件数", ascending=False, kind="stable")


def weakest(truth, guess):
    hits = pd.Series([t == g for t, g in zip(truth, guess)], dtype=float)
    return hits.groupby(list(truth)).mean().idxmin()


mistakes = error_table(test["担当課"], guesses)
weak_office = weakest(test["担当課"], guesses)
print(mistakes, weak_office)
