# %% dropped
dropped = [0, 1, 2]

# %% tripled
tripled = pd.Series([], dtype=float)
