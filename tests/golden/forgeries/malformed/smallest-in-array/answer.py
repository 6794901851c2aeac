# %% squares
squares = np.array([-(2**63), 7, 7, 7, 7])
