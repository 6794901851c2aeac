# %% rate
from decimal import ROUND_CEILING, Decimal, getcontext

getcontext().rounding = ROUND_CEILING


def rate(minutes):
    return 100 * int((Decimal(minutes) / 60).quantize(Decimal(1)))
