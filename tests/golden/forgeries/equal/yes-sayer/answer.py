# %% greet
def greet(name):
    return pd.Series({"startswith": bool, "endswith": bool, "isascii": object})
