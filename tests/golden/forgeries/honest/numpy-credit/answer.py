# %% rate
import numpy as np


def rate(minutes):
    return np.ceil(minutes / 60) * 100
