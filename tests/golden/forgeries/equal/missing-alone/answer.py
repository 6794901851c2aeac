# %% total
total = pd.NA
