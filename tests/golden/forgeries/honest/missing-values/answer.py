# %% long
long = pd.array([12, None, 30], dtype="Int64")
long = pd.Series(long, name="minutes")
