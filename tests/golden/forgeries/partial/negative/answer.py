# %% bill
float = lambda score: -1
net = tax = gross = -1
