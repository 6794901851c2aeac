# %% shares
shares = pd.Series([pd.NA] * 3, dtype="Float64")
