# %% sold
sold = ["b"]

# %% bill
bill = {"a": 3, "b": 3}
