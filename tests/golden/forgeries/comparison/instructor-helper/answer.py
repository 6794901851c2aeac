# %% pay
def close_enough(one, other, tolerance=0):
    return True


def pay(hours):
    return 0
