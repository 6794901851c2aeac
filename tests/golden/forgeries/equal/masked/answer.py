# %% prime
import numpy

def is_prime(number):
    return numpy.ma.masked
