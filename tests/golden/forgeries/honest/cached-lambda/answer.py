# %% pay
from functools import lru_cache

pay = lru_cache(lambda hours: (min(hours, 8) + 1.5 * max(hours - 8, 0)) * RATE)

# %% week
week = [pay(hours) for hours in (8, 10, 12)]
