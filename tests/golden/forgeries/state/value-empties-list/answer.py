# %% absent
absent = list(names)

# %% ages
ages = {}
