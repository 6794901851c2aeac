# %% pay
from functools import wraps


def counted(function):
    calls = 0

    @wraps(function)
    def call(*arguments):
        nonlocal calls
        calls += 1
        return function(*arguments)

    return call


def make(rate):
    @counted
    def pay(hours):
        return (min(hours, 8) + 1.5 * max(hours - 8, 0)) * rate

    return pay


pay = make(RATE)
