# %% ratio
import numpy

ratio = numpy.float64(numpy.pi / 4)
