# %% rate
sum = lambda results: False


def rate(minutes):
    return 0
