# %% ranks
def falling(values):
    for value in sorted(set(values)):
        yield value


def ranks(values):
    print("ranking", len(values), "numbers")
    return list(falling(values))[::-1]
