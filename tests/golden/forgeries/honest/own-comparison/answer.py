# %% ratio
import math

def isclose(one, other, rel_tol=1e-9):
    return abs(one - other) <= rel_tol

ratio = math.pi / 4
