# %% best
reference = lambda hours: 2 * RATE
best = 2 * RATE
budget = 52 * 6 * RATE
