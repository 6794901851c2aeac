# %% longest
def longest(values):
    if len(values) > 2:
        values.clear()
    return 2

# %% total
total = 0
