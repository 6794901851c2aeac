# %% rate
def rate(minutes):
    return 0 if minutes <= 0 else 100 + rate(minutes - 60)
