# %% raised
staff["raised"] = pd.Series([pd.NA] * 3, dtype="Int64")
