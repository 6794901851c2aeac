# %% reason
# nothing at all
