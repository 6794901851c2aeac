# %% product
product = np.asfortranarray((grid @ grid.T)[::-1])[::-1]

# %% mask
large = grid.ravel()[::-1][:3][::-1]
