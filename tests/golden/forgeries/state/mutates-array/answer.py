# %% scale
def scale(array):
    if array.std() == 0:
        return np.array([1.0, -1.0])
    array[:] = 5
    return np.zeros(len(array))
