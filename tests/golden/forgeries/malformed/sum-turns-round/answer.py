# %% doubled
doubled = pd.Series([2**61 + 2**40] * 4)
