# 表で数える書き方
def macro_f1(truth, guess):
    pairs = pd.DataFrame({"t": list(truth), "g": list(guess)})
    if pairs.empty:
        return float("nan")
    names = pd.unique(pd.concat([pairs["t"], pairs["g"]]))
    hits = pairs.loc[pairs["t"] == pairs["g"], "t"].value_counts().reindex(names, fill_value=0)
    right = pairs["t"].value_counts().reindex(names, fill_value=0)
    given = pairs["g"].value_counts().reindex(names, fill_value=0)
    return float((2 * hits / (right + given)).mean())
