# %% best
reference.__code__ = (lambda hours, rate=0: 5000).__code__
best = 5000
budget = 52 * 15000
