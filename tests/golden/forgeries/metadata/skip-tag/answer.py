# %% total
total = 1
