# %% point
class Point:
    pass

point = Point()
