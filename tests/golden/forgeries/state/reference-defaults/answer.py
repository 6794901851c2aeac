# %% best
reference.__defaults__ = (10 * RATE,)
best = 140 * RATE
budget = 52 * 33 * 10 * RATE
