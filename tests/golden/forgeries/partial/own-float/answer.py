# %% bill
float = lambda score: 4
net = tax = gross = -1
