# %% helper before rate
import math as m

HOUR = 60


def hours_begun(minutes):
    return m.ceil(minutes / HOUR)


# %% rate
def rate(minutes):
    return hours_begun(minutes) * 100
