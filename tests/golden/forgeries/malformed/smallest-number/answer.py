# %% balance
balance = np.array([-(2**63)])
